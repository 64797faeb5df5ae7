// Content Cards as the Swift SDK reads them (mobile wire 4.4): both watermarks or nothing; a wrong card is left out.
import { mayAll, need, needAll } from './checking.ts'
import type { Findings, Kind } from './checking.ts'
import { isComposite, namesCard } from './composite-id.ts'
import type { JsonObject } from '../wire-types.ts'

/** observed: BrazeKit 18.2.1 on a short_news card, key by key; null was not told apart from a value. */
const KEYS = ['id', 'tp', 'ca', 'ea', 'tt', 'ds', 'u', 'uw', 'v', 'cl', 'p', 'r', 'db', 't', 'e']
const IMAGE_CARDS = ['captioned_image', 'banner_image']
const TYPES = ['short_news', 'text_announcement', 'captioned_image', 'banner_image', 'control']
const FLAGS: Record<string, Kind> = { uw: 'boolean', v: 'boolean', cl: 'boolean', p: 'boolean', r: 'boolean', db: 'boolean', t: 'boolean' }
const REST: Record<string, Kind> = { tt: 'string', ds: 'string', u: 'string', i: 'string', dm: 'string', ar: 'number', image_alt: 'string', language: 'string' }

const missing = (card: JsonObject): string[] =>
  (IMAGE_CARDS.includes(String(card['tp'])) ? [...KEYS, 'i'] : KEYS).filter((key) => !(key in card))

const skips = (card: JsonObject): string[] => {
  const id = card['id']
  if (!isComposite(id)) return [`card ${String(id)}: the id is not composite`]
  if (card['r'] === true) return []
  const first = missing(card)[0]
  if (first !== undefined) return [`card ${String(id)}: ${first} is missing`]
  return TYPES.includes(String(card['tp'])) ? [] : [`card ${String(id)}: its type is ${String(card['tp'])}`]
}

const doubts = (card: JsonObject, path: string): string[] => [
  ...(isComposite(card['id']) && !namesCard(card['id']) ? [`${path}.id does not name one copy (cc=)`] : []),
  // A removal without the other members may be thrown away as an unreadable card, and the card stay. NOTE: never captured.
  ...(card['r'] === true ? missing(card).map((key) => `${path}.${key} is missing`) : []),
  ...(card['r'] === true ? [] : needAll(card, path, { ...FLAGS, ca: 'number', ea: 'number', e: 'object' })), ...mayAll(card, path, REST),
]

export const inspectCard = (card: JsonObject, path: string): Findings => ({ fails: [], skips: skips(card), doubts: doubts(card, path) })

/** observed: BrazeKit 18.2.1; the envelope without its cards. */
export const inspectCardSync = (body: JsonObject): Findings => ({
  fails: Array.isArray(body['cards']) ? [...need(body, 'answer', 'last_full_sync_at', 'number'), ...need(body, 'answer', 'last_card_updated_at', 'number')] : ['cards is missing'],
  skips: [],
  doubts: need(body, 'answer', 'full_sync', 'boolean'),
})
