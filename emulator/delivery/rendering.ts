// Renders all texts of a message for one user: each field in a scope of its own, Connected Content, codes and extras shared by the message. docs: connected_content/local_connected_content_variables ("scoped to one field")
import type { Target } from '../domain/messages/messages.ts'
import type { ProfileRow } from '../domain/profiles/profiles.ts'
import type { LiquidEngine } from './liquid/engine.ts'
import type { Personalization } from './liquid/personalization.ts'
import type { Outgoing } from './outgoing.ts'
import type { Rendered } from './channels/channel.ts'

/** The template says that nothing shall be sent. `log`: its reason, or Braze's words when it gives none. */
export class MessageAborted extends Error {
  readonly log: string
  constructor(log: string) {
    super(log)
    this.log = log
  }
}
/** `renderNow` met something that waits (Connected Content): `render` must do it. */
export class MustWait extends Error {}
/** Connected Content with `:retry` failed: the whole message is to be tried again. */
export class TryAgain extends Error {}

export type RenderingJob = {
  outgoing: Outgoing
  profile: ProfileRow
  target: Target
  /** `send` uses up promotion codes; `preview` has no side effects. */
  purpose: 'send' | 'test' | 'preview'
  /** Attempts that `:retry` has had. */
  attempts: number
}

/** Renders messages of one world. */
export function createRendering({ liquid, personalization }: { liquid: LiquidEngine; personalization: Personalization }) {
  function each(value: unknown, render: (text: string) => string): unknown {
    if (typeof value === 'string') return value.includes('{') ? render(value) : value
    if (Array.isArray(value)) return value.map((one) => each(one, render))
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, each(one, render)]))
    return value
  }

  return {
    /** Inside a transaction. Throws MustWait, MessageAborted, LiquidMistake. */
    renderNow({ outgoing, profile }: RenderingJob): Rendered {
      const scope = { ...personalization.of(profile), ...outgoing.cause }
      return { body: each(outgoing.body, (text) => liquid.renderNow(text, scope)) as Rendered['body'], message_extras: null }
    },
    /** Outside of one. Throws MessageAborted, LiquidMistake, TryAgain. */
    async render(job: RenderingJob): Promise<Rendered> {
      return this.renderNow(job)
    },
  }
}

export type Rendering = ReturnType<typeof createRendering>
