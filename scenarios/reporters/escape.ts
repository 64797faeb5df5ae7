// Texts of any kind inside XML and HTML.
// What XML 1.0 can not carry, even escaped: most control characters, lone surrogates, and two non-characters
const UNPRINTABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' }

const escaped = (value: string, signs: RegExp): string => value.replace(UNPRINTABLE, '\uFFFD').replace(signs, (sign) => ENTITIES[sign]!)

/** Between tags. */
export const text = (value: string): string => escaped(value, /[&<>\r]/g)
/** Inside double quotes, with line ends kept. */
export const attributeValue = (value: string): string => escaped(value, /[&<>"'\n\r\t]/g)
