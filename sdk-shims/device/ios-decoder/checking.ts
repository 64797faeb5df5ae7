// The words in which the iOS decoder speaks of an answer: findings by their weight, and checks of members.
import type { Json, JsonObject } from '../wire-types.ts'

/** What is wrong with an answer. The device acts on `fails` and `skips`; a server for iOS should have none of the three. */
export type Findings = {
  /** Each of these fails the whole answer: nothing of it is used and the request is repeated. */
  fails: string[]
  /** Items that are thrown away while the rest is used. */
  skips: string[]
  /** Not the shape that a real server sends; what an iPhone does with it was never seen. */
  doubts: string[]
}

export type Kind = 'string' | 'number' | 'boolean' | 'object' | 'list' | 'strings'

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const is = (value: Json | undefined, kind: Kind): boolean => {
  if (kind === 'object') return isObject(value)
  if (kind === 'list') return Array.isArray(value)
  if (kind === 'strings') return Array.isArray(value) && value.every((one) => typeof one === 'string')
  return typeof value === kind
}

/** A complaint when the member is missing, null or of another kind. */
export const need = (object: JsonObject, path: string, key: string, kind: Kind): string[] => {
  if (object[key] === undefined || object[key] === null) return [`${path}.${key} is missing`]
  return is(object[key], kind) ? [] : [`${path}.${key} is not of type ${kind}`]
}

/** Absent or null is fine, another kind is not. */
export const may = (object: JsonObject, path: string, key: string, kind: Kind): string[] =>
  object[key] === undefined || object[key] === null ? [] : need(object, path, key, kind)

type Members = Record<string, Kind>

export const needAll = (object: JsonObject, path: string, members: Members): string[] =>
  Object.entries(members).flatMap(([key, kind]) => need(object, path, key, kind))

export const mayAll = (object: JsonObject, path: string, members: Members): string[] =>
  Object.entries(members).flatMap(([key, kind]) => may(object, path, key, kind))

/** A complaint when a member that is there says none of `words`; letter case does not count. */
export const oneOf = (object: JsonObject, path: string, key: string, words: string[]): string[] => {
  const value = object[key]
  if (value === undefined || value === null) return []
  return typeof value === 'string' && words.includes(value.toUpperCase()) ? [] : [`${path}.${key} is ${JSON.stringify(value)}, none of ${words.join(' ')}`]
}

/** Each object of a list with its path; what is no object is complained of. */
export const items = (value: Json | undefined, path: string): { found: [JsonObject, string][]; complaints: string[] } => {
  const all = (Array.isArray(value) ? value : []).map((one, at): [Json, string] => [one, `${path}[${at}]`])
  return {
    found: all.filter((one): one is [JsonObject, string] => isObject(one[0])),
    complaints: all.filter(([one]) => !isObject(one)).map(([, at]) => `${at} is not an object`),
  }
}
