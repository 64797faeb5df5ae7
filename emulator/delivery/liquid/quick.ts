// Values of templates without generators: liquidjs is made for things that wait, and nearly nothing of a template does. A broadcast renders several times as fast.
import type { Context, Value } from 'liquidjs'
import { isIterator } from './values.ts'

/** Something in the value may wait, or is too rare to be known here: liquidjs's own way has to do it. */
export const SLOW = Symbol('slow')

type Token = { content?: unknown; props?: Token[]; variable?: Token; operator?: string }
type Filter = { args: (Token | [string, Token])[]; handler: (...args: unknown[]) => unknown; token: unknown; liquid: unknown }
type Inside = { initial: { postfix: Token[] }; filters: Filter[] }
type Operators = Record<string, (left: unknown, right: unknown, context: Context) => unknown>

function valueOf(token: Token, context: Context): unknown {
  if ('content' in token) return token.content
  if (token.props === undefined || token.variable !== undefined) return SLOW
  const names: unknown[] = []
  for (const prop of token.props) {
    const name = valueOf(prop, context)
    if (name === SLOW || (typeof name === 'object' && name !== null)) return SLOW
    names.push(name)
  }
  const value: unknown = context._get(names as never)
  return isIterator(value) ? SLOW : value
}

function filtered(value: unknown, { args, handler, token, liquid }: Filter, context: Context): unknown {
  const values: unknown[] = [value]
  for (const arg of args) {
    const one = valueOf(Array.isArray(arg) ? arg[1] : arg, context)
    if (one === SLOW) return SLOW
    values.push(Array.isArray(arg) ? [arg[0], one] : one)
  }
  const result: unknown = handler.apply({ context, token, liquid }, values)
  return isIterator(result) || result instanceof Promise ? SLOW : result
}

/** The value, or SLOW. Filters have no effects: one that ran in vain may run again. */
export function quickly(given: Value, context: Context): unknown {
  const { initial, filters } = given as unknown as Inside
  const operands: unknown[] = []
  for (const token of initial.postfix) {
    if (token.operator !== undefined) {
      const right = operands.pop()
      operands.push((context.opts.operators as Operators)[token.operator]!(operands.pop(), right, context))
      continue
    }
    const operand = valueOf(token, context)
    if (operand === SLOW) return SLOW
    operands.push(operand)
  }
  let value = operands[0]
  for (const filter of filters) {
    value = filtered(value, filter, context)
    if (value === SLOW) return SLOW
  }
  return value
}
