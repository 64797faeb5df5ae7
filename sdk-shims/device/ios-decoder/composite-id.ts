// Ids of triggers, messages and cards as iOS reads them (mobile wire 4.2).
import type { Json } from '../wire-types.ts'

/** 24 hex digits, `_$_`, then `mv=…&pi=cmp`, with `cc=…&` in front on cards; all in base64. observed: BrazeKit 18.2.1 */
const COMPOSITE = /^[0-9a-f]{24}_\$_(cc=[^&]+&)?mv=[^&]+&pi=cmp$/

/** The text within an id; undefined when it is not composite. */
const read = (id: Json | undefined): RegExpExecArray | undefined =>
  typeof id !== 'string' ? undefined : (COMPOSITE.exec(Buffer.from(id, 'base64').toString('latin1')) ?? undefined)

export const isComposite = (id: Json | undefined): boolean => read(id) !== undefined

/** Whether it names one copy of a card. */
export const namesCard = (id: Json | undefined): boolean => read(id)?.[1] !== undefined
