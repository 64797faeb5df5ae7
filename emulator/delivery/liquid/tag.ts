// What a tag of Braze's own is to the engine: a name and what it does with its argument. One file a tag in tags/.
import type { Session } from './session.ts'

/** Variables by namespace; `assign` and `capture` write beside them. */
export type Scope = Record<string, unknown>

/** `names`: of the Content Blocks that this is in, the innermost last. `cells`: in texts that a catalog or a service gave; `passedBack`: of these, those that know what the message names and no more. */
export type Nesting = { names: string[]; cells: number; passedBack: number }
/** `within`: what it is called in mistakes. `passedBack`: fields of the user's profile are those that the message names itself. docs: user_profile_fields_connected_content, catalogs/use */
export type Given = { within: string; passedBack: boolean }

export type TagCall = {
  /** The argument with its own Liquid rendered, trimmed. Empty for a tag that has `parts`. */
  args: string
  /** The parts of the argument by name, each rendered by itself: a value with spaces stays one value. */
  parts: Record<string, string>
  /** A variable as the template sees it at this point. */
  get: (name: string) => unknown
  /** Sets a variable for what follows. */
  set: (name: string, value: unknown) => void
  /** Renders a text that a catalog or a service gave, with the variables of this template. */
  render: (source: string, given: Given) => string | Promise<string>
  /** Where in the nesting this is: Content Blocks in each other, a catalog's cell that is rendered again. */
  nesting: Nesting
  /** Nothing may wait: throw MustWait before anything has happened. */
  now: boolean
  /** The message that is rendered; undefined for a page or a text beside messages. */
  session: Session | undefined
}

/** What stands in the tag's place; a promise where it has to wait: such a tag can not be rendered at once. */
export type Tag = {
  name: string
  /** Splits the argument as it is written, before its Liquid is rendered; undefined for one that makes no sense. */
  parts?: (args: string) => Record<string, string> | undefined
  run: (call: TagCall) => string | Promise<string>
}

/** A mistake in a template, in the author's line and column. Its message is what stands where the output would. */
export class LiquidMistake extends Error {
  readonly line: number
  readonly column: number
  /** The field of the message that it is in. */
  field: string | undefined
  constructor(message: string, line: number, column: number) {
    super(message)
    this.line = line
    this.column = column
  }
}
