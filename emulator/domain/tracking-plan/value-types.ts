// The type of a value as Braze tells it: a text in one of the forms of a time is a time. docs: custom_data/custom_attributes ("data types"), nested_custom_attribute_support ("$time")
import { parseTime } from '../times.ts'
import type { PlanType } from './plan.ts'

export const isMembers = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isMarkedTime = (value: unknown): boolean => isMembers(value) && Object.keys(value).length === 1 && typeof value['$time'] === 'string' && parseTime(value['$time']) !== undefined

/** The type of a value that came in; whole numbers are numbers. */
export function typeOfValue(value: unknown): Exclude<PlanType, 'integer'> {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'string') return parseTime(value) === undefined ? 'string' : 'time'
  if (typeof value === 'object') return isMarkedTime(value) ? 'time' : 'object'
  return typeof value as 'number' | 'boolean'
}

/** True when a value is of the planned type. A text that looks like a time is also a string: CSV imports keep such texts as they are. */
export function isOfType(value: unknown, type: PlanType): boolean {
  if (type === 'integer') return Number.isInteger(value)
  return type === 'string' ? typeof value === 'string' : typeOfValue(value) === type
}
