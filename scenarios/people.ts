// Whom an expectation is about: a user id, another identifier, or the user of a device, found through the public export.
import type { Device } from '../sdk-shims/device/index.ts'
import type { JournalRow, Trail } from './failure.ts'
import { rowText } from './failure.ts'
import type { Wire } from './wire.ts'

export type Alias = { alias_name: string; alias_label: string }
/** A text is an external_id; a device means the user it has now, also an anonymous one. */
export type Who = string | Device | { external_id: string } | { braze_id: string } | { user_alias: Alias } | { email: string } | { phone: string }

/** A user as POST /users/export/ids shows one. */
export type Profile = { braze_id: string; external_id?: string; [field: string]: any }

const LAST_ROWS = 10
const LAST_REFUSALS = 3

const isDevice = (who: Who): who is Device => typeof who === 'object' && 'state' in who && typeof who.state === 'function'

/** The person in words. */
export function nameOf(who: Who): string {
  if (typeof who === 'string') return `'${who}'`
  if (isDevice(who)) return `the user of the ${who.state().platform} device`
  const [kind, value] = Object.entries(who)[0]!
  return typeof value === 'string' ? `${kind} '${value}'` : `alias '${(value as Alias).alias_label}:${(value as Alias).alias_name}'`
}

function exportBody(who: Who): Record<string, unknown> {
  if (typeof who === 'string') return { external_ids: [who] }
  if (isDevice(who)) return { device_id: who.state().deviceId }
  if ('external_id' in who) return { external_ids: [who.external_id] }
  if ('user_alias' in who) return { user_aliases: [who.user_alias] }
  return 'email' in who ? { email_address: who.email } : who
}

export type People = ReturnType<typeof createPeople>

export function createPeople(wire: Wire) {
  /** Everyone the export knows by that name. Throws when the export does not work. */
  async function find(who: Who): Promise<Profile[]> {
    const { status, body } = await wire.rest('POST', '/users/export/ids', exportBody(who))
    if (status >= 300 || !Array.isArray(body?.users)) throw new Error(`POST /users/export/ids answered ${status}: ${JSON.stringify(body)}`)
    return body.users
  }

  const lastRows = async (query: string, count: number): Promise<JournalRow[]> => {
    const rows: JournalRow[] = []
    let since: string | undefined = '0'
    while (since !== undefined && since !== null) {
      const page: { journal: JournalRow[]; next: string | undefined } = await wire.adminBody('GET', `/journal?${query}&limit=10000&since=${since}`)
      rows.push(...page.journal)
      since = page.next
    }
    return rows.slice(-count)
  }

  return {
    find,
    /** All the emulator knows of one, as the admin API shows it. */
    whole: (profile: Profile): Promise<any> => wire.adminBody('GET', `/users/${profile.braze_id}`),
    /** Rows of one user (or of all), oldest first. */
    rows: (kind: string, profile?: Profile): Promise<JournalRow[]> => lastRows(`kind=${encodeURIComponent(kind)}${profile === undefined ? '' : `&braze_id=${profile.braze_id}`}`, Infinity),
    /** What a failure shows: the user's last rows, and what was refused of somebody unknown. Never throws. */
    async trails(who: Who | undefined): Promise<Trail[]> {
      try {
        const [profile] = who === undefined ? [] : await find(who)
        if (profile === undefined) return [{ title: who === undefined ? 'last journal rows' : `there is no ${nameOf(who).replace(/^the /, '')}; last journal rows of the workspace`, lines: (await lastRows('', Infinity)).filter((row) => row.kind !== 'clock.changed').slice(-LAST_ROWS).map(rowText) }]
        const nobodys = (await lastRows('kind=decision,request', Infinity)).filter((row) => row.profile === null).slice(-LAST_REFUSALS)
        return [
          { title: `last journal rows of ${nameOf(who!)}`, lines: (await lastRows(`braze_id=${profile.braze_id}`, LAST_ROWS)).map(rowText) },
          ...(nobodys.length === 0 ? [] : [{ title: 'refused or ignored, of nobody known', lines: nobodys.map(rowText) }]),
        ]
      } catch (error) {
        return [{ title: `the journal can not be read (${(error as Error).message})`, lines: [] }]
      }
    },
  }
}
