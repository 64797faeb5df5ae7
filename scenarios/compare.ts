// How expectations compare: objects in part, lists whole, and every difference in words.
import { inspect, isDeepStrictEqual } from 'node:util'

/** A value as a person reads it. */
export const show = (value: unknown): string => inspect(value, { depth: 8, breakLength: 110, maxArrayLength: 50, maxStringLength: 500, sorted: false })

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RegExp)

/** No object of a class: its members can be put in another order. */
const isOrdinary = (value: unknown): value is Record<string, unknown> => isPlain(value) && Object.getPrototypeOf(value) === Object.prototype

/**
 * What is different, one line each; empty = it fits.
 * Of an object only the members named are compared; `undefined` says that a member must not be there. Lists must have the same length and order. A RegExp fits a text.
 */
export function differences(expected: unknown, actual: unknown, path = ''): string[] {
  const place = path === '' ? 'it' : path
  if (expected instanceof RegExp) return typeof actual === 'string' && new RegExp(expected.source, expected.flags.replace(/[gy]/g, '')).test(actual) ? [] : [`${place}: expected a text like ${expected}, was ${show(actual)}`]
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [`${place}: expected a list, was ${show(actual)}`]
    const count = expected.length === actual.length ? [] : [`${place}: expected ${expected.length} item(s), there are ${actual.length}`]
    return [...count, ...expected.slice(0, actual.length).flatMap((one, index) => differences(one, actual[index], `${path}[${index}]`))]
  }
  if (isPlain(expected)) {
    if (!isPlain(actual)) return [`${place}: expected an object, was ${show(actual)}`]
    return Object.entries(expected).flatMap(([name, value]) => {
      const below = path === '' ? name : `${path}.${name}`
      const there = Object.hasOwn(actual, name) ? actual[name] : undefined
      if (value !== undefined) return there === undefined ? [`${below}: expected ${show(value)}, is not there`] : differences(value, there, below)
      return there === undefined ? [] : [`${below}: must not be there, was ${show(there)}`]
    })
  }
  return isDeepStrictEqual(expected, actual) ? [] : [`${place}: expected ${show(expected)}, was ${show(actual)}`]
}

/** Both with the members that differ first, then those that fit, then what was not asked for: a long value is read from its top. */
export function differingFirst(expected: unknown, actual: unknown): { expected: unknown; actual: unknown } {
  if (!isOrdinary(expected) || !isOrdinary(actual)) return { expected, actual }
  const names = Object.keys(expected)
  const differing = new Set(names.filter((name) => differences({ [name]: expected[name] }, actual).length > 0))
  const order = [...differing, ...names.filter((name) => !differing.has(name))]
  const inner = new Map(order.map((name) => [name, differingFirst(expected[name], actual[name])]))
  const rest = Object.keys(actual).filter((name) => !inner.has(name))
  return {
    expected: Object.fromEntries(order.map((name) => [name, inner.get(name)!.expected])),
    actual: Object.fromEntries([...order.filter((name) => Object.hasOwn(actual, name)).map((name) => [name, inner.get(name)!.actual] as const), ...rest.map((name) => [name, actual[name]] as const)]),
  }
}
