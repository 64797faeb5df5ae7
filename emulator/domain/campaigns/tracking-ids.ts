// The names of messages on the SDK wire: base64 of `<campaign>_$_cc=<card>&mv=<variation>&pi=cmp`, campaign and variation as 24 hex digits. observed: Content Card and trigger ids of the SDKs; docs: user_guide/.../sending_test_messages
import { trackingId } from './messages.ts'

/** The id that an SDK is given and names again in its events; `card` makes one of each copy of a Content Card. */
export const compositeId = ({ owner, message_variation_id, card }: { owner: string; message_variation_id: string; card?: string }): string =>
  Buffer.from(`${trackingId(owner)}_$_${card === undefined ? '' : `cc=${card}&`}mv=${trackingId(message_variation_id)}&pi=cmp`).toString('base64')

const textOf = (id: unknown): string => (typeof id === 'string' && id.length <= 1024 ? Buffer.from(id, 'base64').toString('latin1') : '')

/** The 24 hex digits of the variation in such an id; undefined for any other text. */
export const variationIn = (id: unknown): string | undefined => /^[0-9a-f]{24}_\$_(?:[^&]*&)*?mv=([0-9a-f]{24})(?:&|$)/.exec(textOf(id))?.[1]

/** The copy of a card that such an id names; undefined where it names none. */
export const cardIn = (id: unknown): string | undefined => /^[0-9a-f]{24}_\$_cc=([^&]+)&/.exec(textOf(id))?.[1]
