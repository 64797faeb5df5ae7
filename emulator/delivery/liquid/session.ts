// What all templates of one message share while it is rendered: the user's variables, codes, extras, calls, notes.

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
  calls: ConnectedCall[]
  /** Connected Content with `:retry` failed, and why: the message is tried again, unless its template aborts it. */
  again: string | undefined
  notes: Note[]
}
