// Below a failure: which messages did not go out, and which gate stopped them, with the values it compared.
import type { Trail } from './failure.ts'
import type { Wire } from './wire.ts'

const MOST_MESSAGES = 5
const MOST_DEFINITIONS = 5
const MOST_USERS = 3

type Message = { channel: string; status: string; reason: string | null; detail: unknown; campaign_id: string | null; canvas_id: string | null; user: { braze_id: string | null; external_id: string | null } }
type Definition = { id: string; name?: string }
type User = { braze_id: string; external_id: string | null }
type Explained = { passed: boolean; reason: string | null; why: string | null; gates: { gate: string; passed: boolean; seen?: unknown }[] }

const nameOf = ({ external_id, braze_id }: { external_id: string | null; braze_id: string | null }): string => external_id ?? (braze_id === null ? 'nobody known' : `the anonymous user ${braze_id}`)
const values = (seen: unknown): string => (seen === null || seen === undefined || JSON.stringify(seen) === '{}' ? '' : ` ${JSON.stringify(seen).slice(0, 200)}`)

/** Messages of the world that were stopped, and users whom a campaign or Canvas never reached. Never throws. */
export async function withheldMessages({ adminBody }: Pick<Wire, 'adminBody'>): Promise<Trail[]> {
  try {
    const definitions = await Promise.all((['campaign', 'canvas'] as const).map(async (kind) => {
      const list = `${kind === 'canvas' ? 'canvases' : 'campaigns'}`
      const found = (await adminBody('GET', `/${list}?limit=${MOST_DEFINITIONS}`))[list] as Definition[]
      return found.map((one) => ({ ...one, kind }))
    }))
    const all = definitions.flat()
    const messages = (await adminBody('GET', '/messages?limit=1000')).messages as Message[]
    const titleOf = (one: Message): string => {
      const id = one.campaign_id ?? one.canvas_id
      return id === null ? 'a message' : `'${all.find((definition) => definition.id === id)?.name ?? id}'`
    }
    const stopped = messages.filter(({ status }) => ['withheld', 'aborted', 'failed', 'bounced'].includes(status)).slice(-MOST_MESSAGES)
      .map((one) => `${titleOf(one)} (${one.channel}) to ${nameOf(one.user)}: ${one.status}, ${one.reason ?? 'no reason'}${values(one.detail)}`)

    const { users } = (await adminBody('GET', `/users?limit=${MOST_USERS}`)) as { users: User[] }
    const unreached: string[] = []
    for (const { kind, id, name = id } of all.slice(0, MOST_DEFINITIONS))
      for (const user of users) {
        if (messages.some((one) => (one.campaign_id === id || one.canvas_id === id) && one.user.braze_id === user.braze_id)) continue
        const { passed, reason, why, gates } = (await adminBody('GET', `/users/${user.braze_id}/explain?${kind}_id=${encodeURIComponent(id)}`)) as Explained
        const gate = gates.find((one) => !one.passed)
        unreached.push(`'${name}' to ${nameOf(user)}: ${passed ? 'nothing stops it: it was not triggered, or is still to come' : `${gate?.gate ?? 'a gate'} says ${reason ?? 'no'}${why === null ? '' : `: ${why}`}${values(gate?.seen)}`}`)
      }
    return [{ title: 'messages that did not go out', lines: stopped }, { title: 'never sent to', lines: unreached }].filter(({ lines }) => lines.length > 0)
  } catch (error) {
    return [{ title: `messages can not be read (${(error as Error).message.slice(0, 200)})`, lines: [] }]
  }
}
