// {% message_extras :key k :value v %}: pairs for the message's send event in Currents. docs: liquid/advanced_filters/message_extras
import type { Session } from '../session.ts'
import type { Tag } from '../tag.ts'

/** "the length of all keys and values should not exceed 1,000 bytes (1 KB)"; what is over is cut off. docs: the same page */
const MOST_BYTES = 1000

/** What of `text` fits into `bytes`, whole characters only. */
function cut(text: string, bytes: number): string {
  const all = Buffer.from(text)
  if (all.length <= bytes) return text
  let end = bytes
  while (end > 0 && (all[end]! & 0xc0) === 0x80) end--
  return all.subarray(0, end).toString()
}

/** The extras as they go with the send event; null for none. */
export function extrasOf({ extras }: Session): Record<string, string> | null {
  let left = MOST_BYTES
  const kept: [string, string][] = []
  for (const [key, value] of extras) {
    left -= Buffer.byteLength(key)
    if (left < 0) break
    const short = cut(value, left)
    left -= Buffer.byteLength(short)
    kept.push([key, short])
  }
  return kept.length === 0 ? null : Object.fromEntries(kept)
}

export const messageExtras: Tag = {
  name: 'message_extras',
  parts(args) {
    // The key comes first, and other tags are not for this place: anything else is dropped without a word
    const text = args.trim()
    const at = text.search(/\s:value\s/)
    const [key, value] = /^:key\s/.test(text) && at > 0 ? [text.slice(':key'.length, at).trim(), text.slice(at + ' :value'.length).trim()] : ['', '']
    return key === '' || value === '' || /\{%|\s:(key|value)\s/.test(` ${key} ${value} `) ? undefined : { key, value }
  },
  run({ parts, session }) {
    const [key, value] = [parts['key']?.trim() ?? '', parts['value']?.trim() ?? '']
    if (session !== undefined && key !== '' && value !== '' && !session.extras.has(key)) session.extras.set(key, value)
    return ''
  },
}
