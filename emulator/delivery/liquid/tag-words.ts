// Arguments of Braze's tags as they are written: words and options, with the outputs in them kept whole.

/** The text with every `{{ … }}` made of letters: spaces and colons inside do not part anything. */
function masked(text: string): string {
  const parts: string[] = []
  let from = 0
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', from)) {
    const close = text.indexOf('}}', open + 2)
    if (close < 0) break // none closes any more: a text full of them is read once
    parts.push(text.slice(from, open), 'x'.repeat(close + 2 - open))
    from = close + 2
  }
  return parts.join('') + text.slice(from)
}

/** The words, parted by spaces. */
export function wordsOf(text: string): string[] {
  const mask = masked(text)
  return [...mask.matchAll(/\S+/g)].map(({ index, 0: word }) => text.slice(index, index + word.length))
}

/** What stands before the first option, and the options by name: `url :save x :no_cache` → `{ '': 'url', save: 'x', no_cache: '' }`. The first of each counts. */
export function optionsOf(text: string, names: readonly string[]): Record<string, string> {
  const found = [...masked(text).matchAll(new RegExp(`(^|\\s):(${names.join('|')})(?=\\s|$)`, 'g'))]
  const options: Record<string, string> = { '': text.slice(0, found[0]?.index ?? text.length).trim() }
  found.forEach(({ index, 0: all, 2: name }, position) => {
    if (!Object.hasOwn(options, name!)) options[name!] = text.slice(index + all.length, found[position + 1]?.index ?? text.length).trim()
  })
  return options
}

/** Names before the dot of `custom_attribute.${…}`. docs: supported_personalization_tags */
const NAMESPACES = 'custom_attribute|event_properties|api_trigger_properties|canvas_entry_properties|context|subscribed_state|most_recently_used_device|targeted_device|app|campaign|canvas|card|sms|whats_app'
const REFERENCE = new RegExp(`(?:\\b(?:${NAMESPACES})\\.)?\\$\\{[^{}]{1,300}\\}`, 'g')

/** Inside a tag a reference may stand without its braces: `?language=${language}`. docs: using_liquid ("either double brackets or no brackets"), user_profile_fields_connected_content */
export function inBraces(text: string): string {
  if (!text.includes('${')) return text
  const parts: string[] = []
  let from = 0
  for (let open = text.indexOf('{{'); open >= 0; open = text.indexOf('{{', from)) {
    const close = text.indexOf('}}', open + 2)
    if (close < 0) break
    parts.push(text.slice(from, open).replace(REFERENCE, '{{$&}}'), text.slice(open, close + 2))
    from = close + 2
  }
  return parts.join('') + text.slice(from).replace(REFERENCE, '{{$&}}')
}
