// Filters that calculate: integers stay integers, floats stay floats, and nothing of binary fractions shows. docs: liquid/filters ("Math filters"), Shopify Liquid
import type { Filter } from './filters.ts'
import { SpokenError } from './outcomes.ts'
import { numeric, printed, result } from './values.ts'

type Calculation = (left: number, right: number) => number

const of = (calculate: Calculation): Filter => (value, by) => {
  const [left, right] = [numeric(value), numeric(by)]
  const float = left.float || right.float
  return result(calculate(left.value, right.value), float)
}
const whole = (round: (value: number) => number): Filter => (value) => round(numeric(value).value)

/** Floats are decimals to Liquid, which have no infinity. docs: Shopify Liquid, `Utils.to_number` (BigDecimal) */
function notZero(by: number): void {
  if (by === 0) throw new SpokenError('divided by 0')
}

/** `-1.5` rounds away from zero, as in Ruby. */
function rounded(value: number, digits: number): number {
  const [mantissa, power = '0'] = String(Math.abs(value)).split('e')
  const scaled = Math.round(Number(`${mantissa}e${Number(power) + digits}`))
  const [whole, exponent = '0'] = String(scaled).split('e')
  return Math.sign(value) * Number(`${whole}e${Number(exponent) - digits}`)
}

export const numberFilters: Readonly<Record<string, Filter>> = {
  plus: of((left, right) => left + right),
  minus: of((left, right) => left - right),
  times: of((left, right) => left * right),
  /** "15 | divided_by: 2" is 7, by 2.0 it is 7.5. docs: liquid/filters. liquidjs's second argument `true` also asks for an integer */
  divided_by(value, by, integer) {
    const [left, right] = [numeric(value), numeric(by)]
    const float = left.float || right.float
    notZero(right.value)
    const quotient = left.value / right.value
    return float && integer !== true ? result(quotient, true) : Math.floor(quotient)
  },
  modulo: of((left, right) => {
    notZero(right)
    return ((left % right) + right) % right
  }),
  abs: (value) => result(Math.abs(numeric(value).value), numeric(value).float),
  at_least: (value, least) => (numeric(value).value < numeric(least).value ? result(numeric(least).value, numeric(least).float) : result(numeric(value).value, numeric(value).float)),
  at_most: (value, most) => (numeric(value).value > numeric(most).value ? result(numeric(most).value, numeric(most).float) : result(numeric(value).value, numeric(value).float)),
  ceil: whole(Math.ceil),
  floor: whole(Math.floor),
  round(value, digits) {
    const places = Math.min(Math.max(Math.trunc(numeric(digits).value), 0), 20)
    return places === 0 ? rounded(numeric(value).value, 0) : result(rounded(numeric(value).value, places), numeric(value).float)
  },
  /** Units, not cents; no symbol, no delimiter: 17.8 is 17.80. docs: liquid/filters ("money") */
  money: (value) => rounded(numeric(value).value, 2).toFixed(2),
  number_with_delimiter: (value) => printed(value).replace(/^(-?\d+)/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ',')),
}
