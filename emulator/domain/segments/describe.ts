// A definition in words, for people: what /segments/details calls `description`.
import { isObject } from './leaf.ts'

const words = (name: string): string => name.replaceAll('_', ' ')
const shown = (value: unknown): string => (Array.isArray(value) ? value.map(shown).join(', ') : isObject(value) ? `(${Object.values(value).map(shown).join(' ')})` : String(value))

/** `Country is any of US, DE and (session count more than 3 or …)`. */
export function describeTree(json: unknown): string {
  const text = inWords(json, true)
  return text === '' ? 'All users' : text.charAt(0).toUpperCase() + text.slice(1)
}

function inWords(json: unknown, top = false): string {
  if (!isObject(json)) return ''
  if (Array.isArray(json['children'])) {
    const parts = json['children'].map((child) => inWords(child))
    if (json['op'] === 'NOT') return `not (${parts.join(' or ')})`
    const text = parts.join(json['op'] === 'OR' ? ' or ' : ' and ')
    return parts.length > 1 && !top ? `(${text})` : text
  }
  const { filter, cmp, type: _, value, ...rest } = json
  const details = Object.entries(rest).map(([name, of]) => (name === 'name' || name === 'path' ? shown(of) : name === 'days' ? `in ${shown(of)} days` : `${words(name)} ${shown(of)}`))
  return [words(String(filter)), ...details.filter((text) => !text.startsWith('in ')), cmp === undefined ? '' : words(String(cmp)), value === undefined ? '' : shown(value), ...details.filter((text) => text.startsWith('in '))].filter((text) => text !== '').join(' ')
}
