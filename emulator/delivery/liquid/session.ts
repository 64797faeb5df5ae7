// What all templates of one message share while it is rendered: the user's variables, codes, extras, calls, notes.

import type { ConnectedAnswer } from './connected-content.ts'

/** Something an author should know; nothing is wrong with the message because of it. */
export type Note = { message: string; line?: number; column?: number; field?: string }
/** A call of Connected Content, for `preview`. */
export type ConnectedCall = { url: string; method: string; status: number; cached: boolean; error?: string }

export type Session = {
  /** The namespaces of the message's user, built at the first asking. */
  variables: (name: string) => unknown
  purpose: 'send' | 'test' | 'preview'
  channel: string
  transactional: boolean
  in_canvas: boolean
  /** What a random order of this message hangs on. */
  key: string
  /** Pairs of {% message_extras %}, in the order of the tags. */
  extras: Map<string, string>
  /** The message's code of a promotion code list; undefined when none is left. */
  code: (snippet: string) => string | undefined
  /** The text of a {% translation %} tag for the message's user, in the Content Block `block` or in the message itself; undefined for the author's own. */
  translation: (id: string, block: string | undefined) => string | undefined
  calls: ConnectedCall[]
  /** Questions of this message that nobody answered: its other texts do not wait for the same again. */
  failed: Map<string, ConnectedAnswer>
  /** Connected Content with `:retry` failed, and why: the message is tried again, unless its template aborts it. */
  again: string | undefined
  notes: Note[]
}
