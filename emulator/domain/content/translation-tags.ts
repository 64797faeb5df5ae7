// {% translation id %}default text{% endtranslation %}: the parts of a message that have translations. They are not nested. docs: user_guide/.../localization/locales_in_messages

const TAG = /\{%-?\s*translation\s+(?:"([^"]*)"|'([^']*)'|([^\s%'"]+))\s*-?%\}([\s\S]*?)\{%-?\s*endtranslation\s*-?%\}/g

/** Every text in a value, however deep, in order. */
export function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* textsIn(inner)
}

/** The default text of each translation tag by its id; "translation tag IDs must be unique within a message": the first of two counts. */
export function sourceOf(texts: Iterable<string>): Map<string, string> {
  const found = new Map<string, string>()
  for (const text of texts) {
    const last = text.lastIndexOf('endtranslation')
    if (last < 0) continue
    const end = text.indexOf('%}', last) // tags behind it have none: each would look for its own up to the end of the text
    for (const [, double, single, bare, source] of text.slice(0, end < 0 ? last : end + 2).matchAll(TAG)) {
      const id = double ?? single ?? bare!
      if (!found.has(id)) found.set(id, source!)
    }
  }
  return found
}
