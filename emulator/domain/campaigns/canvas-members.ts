// Reading the members of a step's settings: what each may be, and words that name the place.
import type { Issue } from './messages.ts'
import { issue } from './messages.ts'

export type Json = Record<string, unknown>
export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object, or what is wrong with it: no object, or a member that is none of `known`. */
export function members(at: string, value: unknown, known: readonly string[]): Json | Issue[] {
  if (!isObject(value)) return [issue(at, `must be an object: ${known.join(', ')}`)]
  const unknown = Object.keys(value).filter((name) => !known.includes(name))
  return unknown.length === 0 ? value : unknown.map((name) => issue(`${at}.${name}`, `is no member: ${known.join(', ')}`))
}
export const choice = (at: string, value: unknown, of: readonly string[]): Issue[] =>
  of.includes(value as string) ? [] : [issue(at, value === undefined ? `is missing: one of ${of.join(', ')}` : `is ${String(value)}: one of ${of.join(', ')}`)]
export const flag = (at: string, value: unknown): Issue[] => (value === undefined || typeof value === 'boolean' ? [] : [issue(at, 'must be true or false')])
/** `HH:MM`, when it is given. */
export const hand = (at: string, value: unknown): Issue[] => (value === undefined || (typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value)) ? [] : [issue(at, 'must be a time of day: HH:MM')])
export const text = (at: string, value: unknown): Issue[] => (typeof value === 'string' && value !== '' ? [] : [issue(at, value === undefined ? 'is missing' : 'must be a text that is not empty')])
export function whole(at: string, value: unknown, min: number, max: number, what: string): Issue[] {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? [] : [issue(at, `must be ${what}`)]
}
