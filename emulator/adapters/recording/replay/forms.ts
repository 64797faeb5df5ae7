// When two values that differ are still the same thing: ids and times that each side makes for itself need the same form only.

/** What the sides make for themselves, and what a recording has stand-ins for, wherever it stands. A time is of the form it is written in; an id of its alphabet and length. */
const PARTS = new RegExp(
  [
    // From where the word begins: else a long one is read again from each of its letters
    /(?<email>(?<![\w.%+-])[\w.%+-]+@(?:[\w-]+\.)+[A-Za-z]{2,})/,
    /(?<phone>(?<![\w.:+])\+[1-9]\d{6,14}(?!\d))/,
    /(?<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)/,
    /(?<uuid>[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})/,
    /(?<hex>(?<![\w-])[\da-f]{16,}(?![\w-]))/,
    // Digits and both cases, or the padding of base64: no word that a person chose
    /(?<token>(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{16,}={0,2}(?![\w-])|(?<![\w-])[\w-]{14,}={1,2}(?![\w=-]))/,
    /(?<epoch>(?<![\w.-])[12]\d{9}(?:\d{3})?(?:\.\d{1,3})?(?![\w-]))/,
  ].map(({ source }) => source).join('|'),
  'g',
)
const BASE64 = /^(?=.*\d)(?=.*[A-Z])(?=.*[a-z])[\w+/-]{16,}={0,2}$/

export type Piece = { form: string; text: string; id: boolean }
/** A text as what is fixed in it and what was made. */
export type Stencil = { fixed: string; pieces: Piece[] }

export function stencilOf(text: string): Stencil {
  if (BASE64.test(text)) return { fixed: '\u0000', pieces: [{ form: /^[\da-f]+$/.test(text) ? `hex ${text.length}` : 'token', text, id: true }] }
  const pieces: Piece[] = []
  const fixed = text.replace(PARTS, (found, ...rest) => {
    const groups = rest.at(-1) as Record<string, string | undefined>
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined)!
    const form = kind === 'time' ? `time ${found.replace(/\d/g, '0')}` : kind === 'hex' ? `hex ${found.length}` : kind === 'epoch' ? `epoch ${found.split('.')[0]!.length}` : kind
    pieces.push({ form, text: found, id: kind !== 'time' && kind !== 'epoch' })
    return '\u0000'
  })
  return { fixed, pieces }
}

/** True for a number that is a time: seconds or milliseconds since 1970, from 2001 to 2096. */
const isTime = (n: number): boolean => (n >= 1e9 && n < 4e9) || (n >= 1e12 && n < 4e12)
export const sameKindOfTime = (a: number, b: number): boolean => isTime(a) && isTime(b) && a > 1e12 === b > 1e12

/** Fields whose value each side makes for itself although a request may happen to carry the same one; a bare number is compared as any number. */
export const isOwnTime = (field: string): boolean => /^(time|config_time|created|updated|created_at|updated_at|last_\w+_at|last_edited|first_used|last_used|first_session|last_session|ca|timestamp|sent_at|at)$/.test(field)
/** Drawn by lot: any number of the same sign. docs: api/endpoints/export/user_data/post_users_identifier, random_bucket */
export const isDrawn = (field: string): boolean => field === 'random_bucket'
