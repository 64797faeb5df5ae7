// What a tag of Braze's own is to the engine: a name and what it does with its argument. One file a tag in tags/.

/** Variables by namespace; `assign` and `capture` write beside them. */
export type Scope = Record<string, unknown>

export type TagCall = {
  /** The argument with its own Liquid rendered, trimmed. */
  args: string
  /** A variable as the template sees it at this point. */
  get: (name: string) => unknown
  /** Sets a variable for what follows. */
  set: (name: string, value: unknown) => void
}

/** What stands in the tag's place; a promise where it has to wait: such a tag can not be rendered at once. */
export type Tag = { name: string; run: (call: TagCall) => string | Promise<string> }

/** A mistake in a template, in the author's line and column. Its message is what stands where the output would. */
export class LiquidMistake extends Error {
  readonly line: number
  readonly column: number
  constructor(message: string, line: number, column: number) {
    super(message)
    this.line = line
    this.column = column
  }
}
