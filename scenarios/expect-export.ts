// Expectations about exports: what is stored of a user, what POST /users/export/ids shows and what the ZIP of POST /users/export/segment holds are the same.
import { createRequire } from 'node:module'
import { isDeepStrictEqual } from 'node:util'
import { differences, show } from './compare.ts'
import type { Ask } from './expect.ts'
import { nameOf } from './people.ts'
import type { Profile, Who } from './people.ts'
import type { Fail } from './steps.ts'

/** What of the users the file is to have, as in POST /users/export/segment. */
export type AskedFields = { fields_to_export: readonly string[]; custom_attributes_to_export?: readonly string[] }

export type ExpectExport = {
  /**
   * The user is stored as exported: by /users/export/ids and, with `segment`, by the ZIP of that segment, of which the user is a member. And the export has these
   * fields; as in expect.profile `undefined` must not be there. Answers the exported profile.
   */
  exported(who: Who, expected?: Record<string, unknown>, of?: { segment: string }): Promise<Profile>
  /** The export of a segment becomes ready. Answers its users, in the order of the file. */
  segmentExport(segmentId: string, asked: AskedFields): Promise<Profile[]>
}

const SUMMARY_DAYS = 90 // events and purchases "in the last 90 days" are exported. docs: post_users_identifier
const TEXTS = ['first_name', 'last_name', 'email', 'dob', 'gender', 'country', 'language', 'home_city', 'time_zone'] as const

type Summary = { name: string; count: number; first: string; last: string }
const nothing = (value: unknown): boolean => value === undefined || value === null || value === 0 || (typeof value === 'object' && Object.keys(value).length === 0)
const said = (value: unknown): string => (nothing(value) ? 'nothing' : show(value))
const digits = (phone: unknown): unknown => (typeof phone === 'string' ? phone.replace(/(?!^\+)\D/g, '') : phone)
const tokens = (list: unknown): unknown => ((list ?? []) as { token: string; device_id: string }[]).map(({ token, device_id }) => ({ token, device_id }))
const apps = (list: unknown): unknown => ((list ?? []) as Record<string, unknown>[]).map(({ name, platform, sessions, first_used, last_used }) => ({ name, platform, sessions, first_used, last_used }))

/** The stored user in the words of the export. `now` in ms. */
function inWordsOfExport(whole: any, now: number): Record<string, unknown> {
  const recent = (rows: Summary[]): Summary[] => rows.filter(({ last }) => Date.parse(last) >= now - SUMMARY_DAYS * 86_400_000)
  const place = whole.last_coordinates
  return {
    braze_id: whole.braze_id, external_id: whole.external_id,
    ...Object.fromEntries(TEXTS.map((name) => [name, whole.attributes[name]])),
    phone: digits(whole.attributes.phone),
    email_subscribe: whole.email_subscribe, push_subscribe: whole.push_subscribe,
    user_aliases: whole.user_aliases.map(({ alias_name, alias_label }: Record<string, string>) => ({ alias_name, alias_label })),
    custom_attributes: whole.custom_attributes,
    custom_events: recent(whole.custom_events.map(({ name, first, last, count }: Summary) => ({ name, first, last, count }))),
    purchases: recent(whole.purchases.map(({ product_id, first, last, count }: Summary & { product_id: string }) => ({ name: product_id, first, last, count }))),
    total_revenue: whole.total_revenue,
    last_coordinates: place === null ? null : [place.longitude, place.latitude],
    apps: apps(whole.apps), push_tokens: tokens(whole.push_tokens),
  }
}

const inWordsOfStore = (shown: Profile): Record<string, unknown> => ({ ...shown, phone: digits(shown['phone']), apps: apps(shown['apps']), push_tokens: tokens(shown['push_tokens']) })

/** Which fields are not the same here and there, one line each. */
const disagreements = (fields: readonly string[], [here, a]: [string, Record<string, unknown>], [there, b]: [string, Record<string, unknown>]): string[] =>
  fields.filter((field) => !(nothing(a[field]) && nothing(b[field])) && !isDeepStrictEqual(a[field], b[field])).map((field) => `${field}: ${here} ${said(a[field])}, ${there} ${said(b[field])}`)

const only = (fields: readonly string[], user: Profile): Record<string, unknown> => Object.fromEntries(fields.filter((field) => user[field] !== undefined).map((field) => [field, user[field]]))

/** The users of a ZIP: files of JSON lines. */
function usersIn(zip: Uint8Array): Profile[] {
  const { unzipSync } = createRequire(import.meta.url)('fflate') as typeof import('fflate')
  return Object.values(unzipSync(zip)).flatMap((file) => Buffer.from(file).toString('utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Profile))
}

export function createExpectExport({ check, one, compare, people, wire }: Ask): ExpectExport {
  async function fileOf(segment: string, asked: AskedFields, fail: Fail): Promise<Profile[]> {
    const { status, body } = await wire.rest('POST', '/users/export/segment', { segment_id: segment, ...asked })
    if (status >= 300) return fail({ because: [`POST /users/export/segment answered ${status}`], actual: body })
    await wire.adminBody('POST', '/settle')
    const file = await wire.download(String(body.url))
    if (file.status !== 200) return fail({ because: [`the file of the segment export is not there: ${String(body.url)} answered ${file.status}`], expected: 'a ZIP', actual: body })
    try {
      return usersIn(file.bytes)
    } catch (error) {
      return fail({ because: [`the file of the segment export can not be read: ${(error as Error).message}`], expected: 'a ZIP of JSON lines', actual: `${file.bytes.length} bytes` })
    }
  }

  const exported: ExpectExport['exported'] = (who, expected = {}, of) =>
    check(exported, `expect.exported(${nameOf(who)})`, async (fail) => {
      const shown = await one(who, fail)
      const now = Date.parse((await wire.adminBody('GET', '/clock')).now as string)
      const stored = inWordsOfExport(await people.whole(shown), now)
      const because = [...differences(expected, shown), ...disagreements(Object.keys(stored), ['stored', stored], ['exported', inWordsOfStore(shown)])]
      if (of !== undefined) {
        const line = (await fileOf(of.segment, { fields_to_export: Object.keys(shown) }, fail)).find(({ braze_id }) => braze_id === shown.braze_id)
        because.push(...(line === undefined ? [`the export of segment '${of.segment}' does not have ${nameOf(who)}`] : disagreements(Object.keys(shown), ['in the ZIP', line], ['by /users/export/ids', shown])))
      }
      await compare(who, fail, { expected, actual: only(Object.keys(expected), shown), because })
      return shown
    })

  const segmentExport: ExpectExport['segmentExport'] = (segmentId, asked) => check(segmentExport, `expect.segmentExport('${segmentId}')`, (fail) => fileOf(segmentId, asked, fail))

  return { exported, segmentExport }
}
