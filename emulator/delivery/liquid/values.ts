// Values as Ruby's Liquid knows them and JavaScript does not: floats that are whole numbers, times with a zone, hashes that print themselves. docs: Shopify Liquid (the engine under Braze's)
import type { Drop } from 'liquidjs'
import type { DateTime } from 'luxon'
import { lazy } from '../../kernel/lazy.ts'

const liquidjs = lazy<typeof import('liquidjs')>('liquidjs')

const floats = new WeakMap<object, number>()
const times = new WeakMap<object, DateTime>()

/** A number for calculations, and whether Ruby would take it for a float. */
export type Numeric = { value: number; float: boolean }

/** A float that would print like an integer keeps its `.0`; all others are plain numbers. */
export function float(value: number): number | Drop {
  if (!Number.isInteger(value)) return value
  const drop = Object.assign(new (liquidjs().Drop as unknown as new () => Drop & { valueOf?: () => unknown; toJSON?: () => unknown })(), { valueOf: () => value, toJSON: () => value })
  floats.set(drop, value)
  return drop
}

/** A time in a zone: prints as Ruby prints times, and is what `date` formats. */
export function zoned(time: DateTime): Drop {
  const drop = Object.assign(new (liquidjs().Drop as unknown as new () => Drop)(), { valueOf: () => printedTime(time), toJSON: () => printedTime(time) })
  times.set(drop, time)
  return drop
}
const printedTime = (time: DateTime): string => `${time.toFormat('yyyy-MM-dd HH:mm:ss')} ${time.zoneName === 'UTC' ? 'UTC' : time.toFormat('ZZZ')}`

/** The time behind a value that `time_zone` made. */
export const timeOf = (value: unknown): DateTime | undefined => (typeof value === 'object' && value !== null ? times.get(value) : undefined)

export const isIterator = (value: unknown): boolean => typeof value === 'object' && value !== null && typeof (value as { next?: unknown }).next === 'function'
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** What Liquid calculates with: text that is no number is 0. docs: Shopify Liquid, `Utils.to_number` */
export function numeric(value: unknown): Numeric {
  if (typeof value === 'number') return { value, float: !Number.isInteger(value) }
  if (isObject(value) && floats.has(value)) return { value: floats.get(value)!, float: true }
  if (typeof value !== 'string') return { value: 0, float: false }
  const text = value.trim()
  if (/^-?\d+\.\d+$/.test(text)) return { value: Number(text), float: true }
  return { value: Number.parseInt(text, 10) || 0, float: false }
}

/** Without the noise of binary fractions: Liquid calculates in decimals. */
const decimal = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(15)) : value)
/** The outcome of a calculation: a float as soon as one side is. */
export const result = (value: number, isFloat: boolean): unknown => (isFloat ? float(decimal(value)) : value)

function printedNumber(value: number, isFloat: boolean): string {
  if (!isFloat && Number.isInteger(value)) return Math.abs(value) < 1e21 ? String(value) : BigInt(value).toString()
  const text = String(value)
  if (text.includes('e')) return text.replace(/^(-?\d+)e/, '$1.0e').replace(/e([+-])(\d)$/, 'e$10$2')
  return text.includes('.') || !Number.isFinite(value) ? text : `${text}.0`
}

/** A value inside a hash or an array that prints itself. docs: Ruby, `inspect` */
function inspected(value: unknown): string {
  if (value === null || value === undefined) return 'nil'
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('#{', '\\#{')
  if (typeof value === 'number') return printedNumber(value, false)
  if (Array.isArray(value)) return `[${value.map(inspected).join(', ')}]`
  if (isObject(value)) {
    if (floats.has(value)) return printedNumber(floats.get(value)!, true)
    if (times.has(value)) return printed(value)
    return `{${Object.entries(value).map(([key, one]) => `${inspected(key)}=>${inspected(one)}`).join(', ')}}`
  }
  return String(value)
}

/** A value as an output shows it: nothing for nil, the elements of an array one behind the other, a hash as Ruby inspects it. */
export function printed(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined || typeof value === 'function') return ''
  if (typeof value === 'number') return printedNumber(value, false)
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return value.map(printed).join('')
  if (isObject(value)) {
    if (floats.has(value)) return printedNumber(floats.get(value)!, true)
    if (times.has(value)) return printedTime(times.get(value)!)
    if (value instanceof liquidjs().Drop) {
      const plain: unknown = value.valueOf()
      return plain === value ? '' : printed(plain)
    }
    return inspected(value)
  }
  return String(value)
}
