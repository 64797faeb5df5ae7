// The expectation about the tracking plan: everything that came in is as declared, or each thing that is not, with how often.
import type { Ask } from './expect.ts'
import type { JournalRow } from './failure.ts'
import { rowText } from './failure.ts'
import { nameOf } from './people.ts'
import type { Who } from './people.ts'

const MOST_LINES = 40
const MOST_ROWS = 5

export type ExpectedPlan = {
  /** Another plan than the workspace's own: { events: { bought: { properties: { size: 'number' } } }, attributes: { plan: 'string' } }. */
  plan?: Record<string, unknown>
  /** Rules that do not count (undeclared, misspelt, type, missing_property, value, unchanged), or names of events, attributes and products. */
  ignore?: readonly string[]
  /** Only what this user sent. */
  about?: Who
}

export type ExpectPlan = {
  /** All that came in so far is as the tracking plan says: names, types, required properties, allowed values, and nothing was sent again as it stood. */
  trackingPlan(expected?: ExpectedPlan): Promise<void>
}

type Violation = { what: string; name: string; rule: string; count: number; sources: string[]; first_seq: number; text: string }

const lineOf = ({ text, count, sources }: Violation): string => `${text} (${[count === 1 ? 'once' : `${count} times`, ...sources].join(', ')})`

export function createExpectPlan({ check, one, people, wire }: Ask): ExpectPlan {
  const rowAt = async (seq: number): Promise<JournalRow[]> => (await wire.adminBody('GET', `/journal?since=${seq - 1}&limit=1`)).journal as JournalRow[]

  const trackingPlan: ExpectPlan['trackingPlan'] = ({ plan, ignore = [], about } = {}) =>
    check(trackingPlan, `expect.trackingPlan(${about === undefined ? '' : nameOf(about)})`, async (fail) => {
      const whose = about === undefined ? undefined : (await one(about, fail)).braze_id
      const { status, body } = await wire.admin('POST', '/tracking_plan/check', { ...(plan === undefined ? {} : { tracking_plan: plan }), ...(whose === undefined ? {} : { braze_id: whose }) })
      if (status === 404) fail({ because: [`there is no tracking plan: put one with admin.put('/tracking_plan', { … }) first, or say which: expect.trackingPlan({ plan: { … } })`] })
      if (status >= 400) fail({ because: [`the plan can not be read: ${String(body?.error?.message ?? JSON.stringify(body))}`] })
      const violations = (body.violations as Violation[]).filter(({ rule, name }) => !ignore.includes(rule) && !ignore.includes(name))
      if (violations.length === 0) return
      const more = violations.length > MOST_LINES ? [`and ${violations.length - MOST_LINES} more`] : []
      const rows = (await Promise.all(violations.slice(0, MOST_ROWS).map(({ first_seq }) => rowAt(first_seq)))).flat()
      fail({ because: [...violations.slice(0, MOST_LINES).map(lineOf), ...more], trails: [{ title: 'the rows of it', lines: [...new Set(rows.map(rowText))] }, ...(await people.trails(about))] })
    })

  return { trackingPlan }
}
