// What the emulator noticed: refused and suspicious requests, ignored values, wasted data points. Read from the journal; never on the wire.
import * as z from 'zod'
import type { JournalRow } from '../../kernel/journal.ts'
import { isoTime } from '../../kernel/clock.ts'
import type { World } from '../../world.ts'
import type { Violation } from '../../domain/tracking-plan/plan.ts'
import { violationText } from '../../domain/tracking-plan/findings.ts'
import type { Emulation } from '../emulation.ts'
import type { Endpoint } from '../endpoint.ts'
import { count, listOf, workspace } from './lists.ts'
import { admin } from './realm.ts'

const KINDS = ['request.refused', 'request.failed', 'sdk_authentication.failed', 'request.suspicious', 'decision.refused', 'decision.ignored', 'attributes.unchanged', 'tracking_plan.violated'] as const
const LEVELS = { 'request.refused': 'refused', 'request.failed': 'failed', 'sdk_authentication.failed': 'refused', 'request.suspicious': 'suspicious', 'decision.refused': 'refused', 'decision.ignored': 'ignored', 'attributes.unchanged': 'wasted', 'tracking_plan.violated': 'suspicious' } as const
type Level = (typeof LEVELS)[keyof typeof LEVELS]
/** Where SDK authentication is optional, what is wrong with a signature is taken all the same. */
const levelOf = ({ kind, data }: JournalRow): Level => (kind === 'sdk_authentication.failed' && data['mode'] === 'optional' ? 'suspicious' : LEVELS[kind as keyof typeof LEVELS])
/** The kinds whose rows may be of this level. */
const kindsOf = (level: Level | undefined) => KINDS.filter((kind) => level === undefined || LEVELS[kind] === level || (level === 'suspicious' && kind === 'sdk_authentication.failed'))

/** `braze`: what Braze does with such input. `count`: wasted data points of the row. */
type Diagnostic = {
  seq: number; at: string; level: Level; rule: string | null; field: string | null; seen: unknown; expected: string | null; braze: string
  method: string | null; path: string | null; status: number | null; request_id: number | null; profile: string | null; count: number; docs: string | null
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** The message of an answer's body, in whichever realm's shape. */
function messageOf(answer: unknown): string {
  try {
    const body = JSON.parse(String(answer)) as { message?: unknown; error?: unknown; detail?: unknown }
    return String(body.message ?? body.detail ?? body.error ?? answer).trim()
  } catch {
    return String(answer ?? '')
  }
}

/** Item errors of a refused request: `attributes[0]` and what was wrong there. */
function itemErrors(answer: unknown): { field: string; braze: string }[] {
  try {
    const { errors } = JSON.parse(String(answer)) as { errors?: { type?: string; input_array?: string; index?: number }[] }
    return (Array.isArray(errors) ? errors : []).flatMap(({ type, input_array, index }) => (type === undefined || input_array === undefined ? [] : [{ field: `${input_array}[${index ?? 0}]`, braze: type }]))
  } catch {
    return []
  }
}

/** The page of the endpoint that a row is about. */
function pageOf(endpoints: readonly Endpoint[], endpoint: string | null | undefined): string | null {
  const docs = endpoint === null || endpoint === undefined ? undefined : endpoints.find((one) => `${one.method} ${one.path}` === endpoint)?.docs
  return docs === undefined || docs === '' ? null : `https://www.braze.com/docs/${docs}/`
}

function diagnosticsOf(row: JournalRow, world: World, emulation: Emulation): Diagnostic[] {
  const { data } = row
  const own = number(data['request_id'])
  const request = own === null ? world.requests.causing(row.seq) : world.requests.list({ since: own - 1, limit: 1 })[0]
  const base: Diagnostic = {
    seq: row.seq, at: isoTime(row.at), level: levelOf(row), rule: text(data['rule']), field: text(data['field']), seen: data['seen'] ?? null, expected: text(data['expected']), braze: '',
    method: request?.method ?? text(data['method']), path: request?.path ?? text(data['path']), status: number(data['status']), request_id: request?.id ?? own, profile: row.profile, count: 0, docs: pageOf(emulation.endpoints(), request?.endpoint),
  }
  switch (row.kind) {
    case 'request.suspicious':
      return (data['notes'] as { field: string; seen: unknown; braze: string }[]).map((note) => ({ ...base, ...note }))
    case 'attributes.unchanged': {
      const attributes = data['attributes'] as string[]
      return [{ ...base, field: attributes.join(', '), seen: 'the values that the profile has already', braze: 'counts a data point for each attribute set, the same value again too: send what changed', count: attributes.length, docs: 'https://www.braze.com/docs/user_guide/data/data_points/' }]
    }
    case 'tracking_plan.violated': {
      const violation = data as unknown as Violation
      if (violation.rule === 'unchanged') return [] // the row attributes.unchanged has said so
      return [{ ...base, rule: `tracking_plan.${violation.rule}`, field: [violation.name, violation.where].filter((one) => one !== null).join('.'), seen: violation.seen ?? violation.actual, expected: violation.expected === null ? violation.nearest : [violation.expected].flat().join(', '), braze: `takes it as it is; ${violationText(violation)}` }]
    }
    case 'sdk_authentication.failed':
      return [{ ...base, rule: 'A2', seen: data['reason'], braze: data['mode'] === 'required' ? `rejects the request: ${String(data['error_code'])} ${String(data['reason'])}` : `takes the request, and reports ${String(data['error_code'])} ${String(data['reason'])}` }]
    case 'decision.ignored':
    case 'decision.refused': {
      const compared = (data['compared'] ?? {}) as Record<string, unknown>
      const field = text(compared['field']) ?? text(compared['attribute']) ?? (typeof compared['input_array'] === 'string' ? `${compared['input_array']}[${String(compared['index'] ?? 0)}]` : null)
      return [{ ...base, field, seen: compared, braze: `${row.kind === 'decision.ignored' ? 'ignores it' : 'refuses it'}: ${String(data['why'])}` }]
    }
    default: {
      const answers = `answers ${String(data['status'])}: ${messageOf(data['answer'])}`
      const items = itemErrors(data['answer'])
      return items.length === 0 ? [{ ...base, braze: answers }] : items.map((item) => ({ ...base, field: item.field, braze: `${answers} (${item.braze})` }))
    }
  }
}

/** `next` is the `since` of the following page; `wasted_data_points` is the sum over everything kept. */
export const diagnostics = admin({
  method: 'GET',
  path: '/diagnostics',
  query: () => z.looseObject({ ...workspace, since: count.optional(), cursor: count.optional(), level: z.enum(['refused', 'failed', 'suspicious', 'ignored', 'wasted']).optional(), path: z.string().optional(), limit: z.coerce.number().int().min(1).max(10_000).default(1000) }),
  handle({ world, query, emulation }) {
    const rows = world.journal.noticed({ since: query.cursor ?? query.since ?? 0, kinds: kindsOf(query.level), limit: query.limit + 1 })
    const page = listOf('diagnostics', rows, query.limit, (row) => String(row.seq))
    const shown = (page['diagnostics'] as JournalRow[]).flatMap((row) => diagnosticsOf(row, world, emulation)).filter((one) => (query.path === undefined || one.path === query.path) && (query.level === undefined || one.level === query.level))
    return { ...page, diagnostics: shown, wasted_data_points: world.journal.sum('attributes.unchanged', '$.count') }
  },
})
