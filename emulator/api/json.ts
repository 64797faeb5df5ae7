// Bodies as JSON: strict UTF-8, and no deeper than any rule can follow.

/** Deepest nesting taken; Braze's own limit is not published, real payloads stay below 20. */
export const DEEPEST = 200

const utf8 = new TextDecoder('utf-8', { fatal: true })

const SURROGATE = /\\u[dD][89a-fA-F]/

/** Half a surrogate pair is no character: SQLite would store another text than the one that is looked up later. It becomes U+FFFD, in names and values. */
function wellFormed(_name: string, value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toWellFormed(), inner]))
}

/** The value of a JSON text, or undefined when the bytes are no UTF-8 or the text is no JSON. */
export function parseJson(bytes: Uint8Array): { value: unknown } | undefined {
  try {
    const text = utf8.decode(bytes)
    return { value: JSON.parse(text, SURROGATE.test(text) ? wellFormed : undefined) as unknown }
  } catch {
    return undefined // what was wrong with it is the sender's to find out; the answer says that it was no JSON
  }
}

/** True when arrays and objects are nested deeper than {@link DEEPEST}. Walks without recursion. */
export function nestedTooDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= DEEPEST) return true
    const next: unknown[] = []
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue
      for (const inner of Array.isArray(one) ? one : Object.values(one)) if (typeof inner === 'object' && inner !== null) next.push(inner)
    }
    level = next
  }
  return false
}
