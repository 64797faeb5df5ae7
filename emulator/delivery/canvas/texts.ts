// Liquid of steps that are no message: delays, context variables, user updates; what must wait for Connected Content is told apart. docs: canvas_components/context, user_update
import { Unsendable } from '../channels/channel.ts'
import { LiquidMistake } from '../liquid/tag.ts'
import type { Json } from '../outgoing.ts'
import { REASONS } from '../reasons.ts'
import type { Rendering } from '../rendering.ts'
import { MessageAborted, MustWait, TryAgain } from '../rendering.ts'
import { textOf } from './send-settings.ts'
import type { Stay } from './steps/step.ts'

/** `again`: Connected Content failed, and may be tried again. `aborted`: the text says {% abort_message %}. */
export type Read = { body: Json } | { error: string; aborted?: true; again?: true }

function mistake(error: unknown): Read {
  if (error instanceof MessageAborted) return { error: error.log, aborted: true }
  if (error instanceof LiquidMistake) return { error: error.message }
  if (error instanceof TryAgain) return { error: error.message, again: true }
  // No promotion code is left, a credential is gone
  if (error instanceof Unsendable) return { error: typeof error.detail['abort_log'] === 'string' ? error.detail['abort_log'] : REASONS[error.reason] }
  throw error
}

/** Renders texts of steps in one world. */
export function createTexts({ rendering }: { rendering: Rendering }) {
  const job = (stay: Stay, body: Json) => ({ outgoing: textOf(stay, body), profile: stay.profile, target: {}, purpose: 'send' as const, attempts: 0 })
  return {
    /** Inside a transaction. `waits`: only `later` can do it. */
    now(stay: Stay, body: Json): Read | 'waits' {
      try {
        return { body: rendering.renderNow(job(stay, body)).body }
      } catch (error) {
        return error instanceof MustWait ? 'waits' : mistake(error)
      }
    },
    /** Outside of one. */
    later: (stay: Stay, body: Json): Promise<Read> => rendering.render(job(stay, body)).then(({ body: rendered }) => ({ body: rendered }), mistake),
    /**
     * Outside of one, for a step that is tried again as a whole: a call that got no good answer counts as failed, with `:retry` or without; one that was refused (4xx) is an answer.
     * "The `:retry` tag doesn't apply to Connected Content calls made within Canvas steps." docs: canvas_components/context
     */
    async asked(stay: Stay, body: Json): Promise<Read> {
      const { channel, origin, cause } = textOf(stay, body)
      const seen = await rendering.preview(body, { profile: stay.profile, channel, origin, cause })
      const failed = seen.connected_content.find(({ status, error }) => error !== undefined && (status < 400 || status >= 500))
      if (failed !== undefined) return { error: `Connected Content ${failed.url}: ${failed.error}`, again: true }
      if (seen.body !== null) return { body: seen.body }
      return seen.aborted === undefined ? { error: seen.error?.message ?? 'nothing was rendered' } : { error: seen.aborted, aborted: true }
    },
  }
}

export type Texts = ReturnType<typeof createTexts>
