// An answer of the recording against the one given here, field by field: what must be equal, what needs the same form only, and what only has to be there.
import type { Body, Exchange } from '../fixture.ts'
import { BYTES } from '../fixture.ts'
import { isStandIn } from '../mask/stand-ins.ts'
import type { Correspondence } from './correspondence.ts'
import { isDrawn, isOwnTime, sameKindOfTime, stencilOf } from './forms.ts'

/** `expected` is absent for what is not in the recording, `actual` for what is missing here. */
export type Difference = { path: string; expected?: unknown; actual?: unknown }

export type Answer = { status: number; headers: Record<string, string>; body: Body | undefined; stream: boolean }

export type Comparison = {
  correspondence: Correspondence
  /** Origins of the recorded hosts, which are `origin` here. */
  hosts: readonly string[]
  origin: string
}

// What an app or a proxy acts on. Of the rest (dates, servers, traces) each host has its own
const PRESENT = /^(x-ratelimit-(limit|remaining|reset)|retry-after)$/
const EQUAL = ['content-type', 'location', 'link', 'allow', 'access-control-allow-origin', 'access-control-expose-headers', 'www-authenticate']

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const member = (path: string, name: string): string => (/^[\w-]+$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`)

/** The differences of one answer, in the order of the answer. */
export function compareAnswers(recorded: Exchange['answer'], given: Answer, { correspondence, hosts, origin }: Comparison): Difference[] {
  const differences: Difference[] = []
  const inHere = (text: string): string => hosts.reduce((one, host) => one.replaceAll(host, origin), text)

  /** Same text, or the same but for ids and times that each side makes. What is learned is learned from a text that fits as a whole. */
  function sameText(expected: string, actual: string, field: string): boolean {
    const local = inHere(expected)
    if (correspondence.here(local) === actual) return true
    const [a, b] = [stencilOf(local), stencilOf(actual)]
    if (isStandIn(local) && a.pieces.length === 0 && actual !== '' && correspondence.of(local) === undefined && !correspondence.wasNamed(local)) {
      correspondence.learn(local, actual)
      return true
    }
    if (correspondence.here(a.fixed) !== b.fixed || a.pieces.length !== b.pieces.length) return false
    const fits = a.pieces.every(({ form, text, id }, index) => {
      const other = b.pieces[index]!
      const known = correspondence.of(text)
      if (known !== undefined) return known === other.text
      if (correspondence.wasNamed(text) && (id || !isOwnTime(field))) return text === other.text
      // An address is masked where nobody's request named it, too: that of a sender, say
      if (text !== other.text && (form === 'email' || form === 'phone') && !isStandIn(text)) return false
      return form === other.form
    })
    if (fits) for (const [index, { text, id }] of a.pieces.entries()) if (id) correspondence.learn(text, b.pieces[index]!.text)
    return fits
  }

  function sameNumber(expected: number, actual: number, field: string): boolean {
    if (expected === actual || isDrawn(field)) return true
    return sameKindOfTime(expected, actual) && (isOwnTime(field) || !correspondence.wasNamed(String(expected)))
  }

  function compare(expected: unknown, actual: unknown, path: string, field: string): void {
    if (Array.isArray(expected) && Array.isArray(actual)) {
      for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
        const at = `${path}[${index}]`
        if (index >= actual.length) differences.push({ path: at, expected: expected[index] })
        else if (index >= expected.length) differences.push({ path: at, actual: actual[index] })
        else compare(expected[index], actual[index], at, field)
      }
      return
    }
    if (isObject(expected) && isObject(actual)) {
      const seen = new Set<string>()
      for (const [name, value] of Object.entries(expected)) {
        const own = Object.hasOwn(actual, name) ? name : correspondence.here(name)
        seen.add(own)
        if (Object.hasOwn(actual, own)) compare(value, actual[own], member(path, name), name)
        else differences.push({ path: member(path, name), expected: value })
      }
      for (const [name, value] of Object.entries(actual)) if (!seen.has(name)) differences.push({ path: member(path, name), actual: value })
      return
    }
    const same =
      typeof expected === 'string' && typeof actual === 'string'
        ? sameText(expected, actual, field)
        : expected === actual || (typeof expected === 'number' && typeof actual === 'number' && sameNumber(expected, actual, field))
    if (!same) differences.push({ path, expected, actual })
  }

  function compareHeaders(): void {
    const names = new Set([...Object.keys(recorded.headers), ...Object.keys(given.headers)])
    for (const name of [...names].sort()) {
      const [expected, actual] = [recorded.headers[name], given.headers[name]]
      const told = { ...(expected === undefined ? {} : { expected }), ...(actual === undefined ? {} : { actual }) }
      if (PRESENT.test(name)) {
        if ((expected === undefined) !== (actual === undefined)) differences.push({ path: `headers.${name}`, ...told })
      } else if (EQUAL.includes(name)) {
        const value = (text: string): string => (name === 'content-type' ? text.split(';')[0]!.trim().toLowerCase() : text)
        if (expected === undefined || actual === undefined || !sameText(value(expected), value(actual), name)) differences.push({ path: `headers.${name}`, ...told })
      }
    }
  }

  compare(recorded.status, given.status, 'status', 'status')
  compareHeaders()
  if (recorded.stream === true || given.stream) {
    if ((recorded.stream === true) !== given.stream) differences.push({ path: 'body', expected: recorded.stream === true ? '(a stream)' : recorded.body, actual: given.stream ? '(a stream)' : given.body })
    return differences
  }
  const [expected, actual] = [recorded.body, given.body]
  const onlyThatThereAreSome = expected !== undefined && 'text' in expected && expected.text === BYTES
  if (onlyThatThereAreSome && actual !== undefined && 'base64' in actual) return differences
  if (expected === undefined || actual === undefined) {
    if (expected !== actual) differences.push({ path: 'body', ...(expected === undefined ? {} : { expected: contentOf(expected) }), ...(actual === undefined ? {} : { actual: contentOf(actual) }) })
  } else if ('parts' in expected !== 'parts' in actual || 'base64' in expected !== 'base64' in actual) differences.push({ path: 'body', expected: contentOf(expected), actual: contentOf(actual) })
  else compare(contentOf(expected), contentOf(actual), 'body', '')
  return differences
}

const contentOf = (body: Body): unknown => ('json' in body ? body.json : 'text' in body ? body.text : 'base64' in body ? body.base64 : body.parts)
