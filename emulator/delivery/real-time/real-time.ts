// The real-time channel: tells pages that are open that their triggers, cards or flags have changed, so that they ask at once. Nothing else travels on it. observed: web SDK 6.13.0 (`dust/config`, SSE)
import type { Clock } from '../../kernel/clock.ts'
import { elapsed } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Campaigns } from '../../domain/campaigns/campaigns.ts'
import type { Canvases } from '../../domain/campaigns/canvases.ts'
import type { Kind } from '../../domain/kinds.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import type { PublicAddress } from '../public-address.ts'
import type { Sent, Signal, Stream } from './stream.ts'
import { createStream } from './stream.ts'
import { tokenStatements } from './tokens.sql.ts'

const DAY = 86_400_000
const LIFETIME = DAY // by the later of the device's clock and ours; Brazier's own: SDKs ask anew with each session
const KEPT = 366 * DAY // by ours, which may be set forward while a page is open: an SDK that comes with a token in time by its own clock has no other

type Connection = { profile_id: number; device: string; stream: Stream }
type Away = { profile_id: number; missed: Set<Signal['type']> }
type Nouns = { db: Db; clock: Clock; ids: Ids; journal: Journal; profiles: Profiles; campaigns: Campaigns; canvases: Canvases; publicAddress: PublicAddress }
/** How to connect: `host` and `mite` become the address of the stream, `expiration` is in unix seconds. */
export type RealTimeConfig = { mite: string; host: string; auth: string; expiration: number }

const DEFINED: readonly Kind[] = ['campaign.launched', 'campaign.updated', 'campaign.stopped', 'campaign.archived', 'campaign.unarchived', 'campaign.deleted']

/** What a Canvas has for devices waits for a session; what it takes back goes at once. */
const TAKEN_BACK: readonly Kind[] = ['canvas.updated', 'canvas.stopped', 'canvas.archived', 'canvas.deleted']

const FLAGS: readonly Kind[] = ['feature_flag.created', 'feature_flag.updated', 'feature_flag.deleted']

/** What a device may have missed of which nobody knows what it was told: the process began anew, or the rows were replaced. */
const ALL: ReadonlySet<Signal['type']> = new Set(['tgr', 'ccr', 'ffr'])

const keyOf = ({ app_id, device_id }: { app_id: string; device_id: string }): string => `${app_id} ${device_id}`

/** The real-time channel of one world. */
export function createRealTime({ db, clock, ids, journal, profiles, campaigns, canvases, publicAddress }: Nouns) {
  const sql = tokenStatements(db)
  const connections = new Set<Connection>()
  /** Devices that were told where to listen and do not: not yet, or not for the moment. What they miss is told when they come. */
  const away = new Map<string, Away>()
  /** Of the last stream of each device. */
  const lately = new Map<string, Sent>()
  /** What this turn's commit is to tell: the profile it is for, or everybody. */
  const told = new Map<Signal['type'], Set<number> | 'all'>()

  const isHeard = (): boolean => connections.size > 0 || away.size > 0

  /** Inside a transaction: after its commit the pages of this user hear of it; of everybody when none is named. */
  function tell(type: Signal['type'], profile_id?: number): void {
    if (!isHeard()) return
    const already = told.get(type)
    if (profile_id === undefined || already === 'all') told.set(type, 'all')
    else told.set(type, (already ?? new Set()).add(profile_id))
  }
  db.afterCommit(() => {
    if (told.size === 0) return
    const now = [...told]
    told.clear()
    for (const [type, whom] of now) {
      const isFor = (profile_id: number): boolean => whom === 'all' || whom.has(heir(profile_id))
      for (const { profile_id, stream } of connections) if (isFor(profile_id)) stream.send({ type })
      for (const { profile_id, missed } of away.values()) if (isFor(profile_id)) missed.add(type)
    }
  })
  db.onRollback(() => {
    told.clear()
    heirs.clear()
  })

  /** What has become of the profiles that pages listen for; asked anew after each merge. */
  const heirs = new Map<number, number>()
  journal.observe(['profile.merged'], () => heirs.clear())
  function heir(profile_id: number): number {
    const known = heirs.get(profile_id)
    if (known !== undefined) return known
    const found = profiles.byId(profile_id)
    const id = (found === undefined ? undefined : profiles.heirOf(found)?.id) ?? profile_id
    heirs.set(profile_id, id)
    return id
  }

  journal.observe(DEFINED, ({ kind, data }) => {
    const campaign = campaigns.find(data['campaign_id'] as string)
    if (kind === 'campaign.deleted' || campaign === undefined || campaign.channels.includes('in_app_message')) tell('tgr')
    if (campaign === undefined || campaign.channels.includes('content_cards')) tell('ccr')
    if (campaign === undefined || campaign.channels.includes('feature_flag')) tell('ffr')
  })
  journal.observe(TAKEN_BACK, ({ data }) => {
    const canvas = canvases.find(data['canvas_id'] as string)
    if (canvas === undefined || canvas.steps.some(({ messages }) => Object.values(messages).some(({ channel }) => channel === 'in_app_message'))) tell('tgr')
  })
  journal.observe(FLAGS, () => tell('ffr'))
  // Nobody in the Global Control Group has messages or flags: who is in it changes with its share
  journal.observe(['settings.changed'], ({ data }) => {
    const group = (data['changes'] as Record<string, { from: unknown; to: unknown }>)['global_control_group']
    if (group !== undefined && JSON.stringify(group.from) !== JSON.stringify(group.to)) for (const type of ALL) tell(type)
  })
  journal.observe(['content_card.sent', 'content_card.removed'], ({ profile }) => {
    if (profile === null) return tell('ccr') // those of a whole campaign
    const found = isHeard() ? profiles.heirByBrazeId(profile) : undefined
    if (found !== undefined) tell('ccr', found.id)
  })

  return {
    tell,
    /** For an SDK that asks how to connect, at `asked` by its own clock; inside a transaction. By that clock it judges the expiration, too: what is over at once it asks for anew without end. observed: web SDK 6.13.0 in Chromium */
    config(profile: ProfileRow, { app_id, device_id }: { app_id: string; device_id: string }, asked = clock.now()): RealTimeConfig {
      const now = clock.now()
      sql.expire.run(now)
      const token = ids.hex(32)
      sql.insert.run({ token, app_id, device_id, profile_id: profile.id, expires_at: now + KEPT })
      away.set(keyOf({ app_id, device_id }), { profile_id: profile.id, missed: new Set() })
      return { mite: `${app_id}:${profile.braze_id}:${device_id}`, host: publicAddress.hosted('/real-time'), auth: token, expiration: Math.floor((Math.max(asked, now) + LIFETIME) / 1000) }
    },
    /** The stream of a listener, whose first event says that it is connected; undefined for a token that is not known, or no longer. `apart`: the least time (ms) between signals of one type. */
    connect(token: string, apart = 0): AsyncIterable<Uint8Array> | undefined {
      const found = sql.find.get(token)
      if (found === undefined || found.expires_at <= clock.now()) return undefined
      // A page that connects anew, as for another user, still knows what it was told before
      const device = keyOf(found)
      const sent: Sent = new Map(lately.get(device))
      for (const [one, times] of lately) if (Math.max(...times.values()) + apart < elapsed()) lately.delete(one)
      lately.set(device, sent)
      const { profile_id } = found
      const isConnected = (): boolean => [...connections].some((one) => one.device === device)
      const before = away.get(device) ?? (isConnected() ? undefined : { profile_id, missed: ALL })
      const stream = createStream(() => {
        connections.delete(connection)
        if (!isConnected() && !away.has(device)) away.set(device, { profile_id, missed: new Set() })
      }, apart, sent)
      const connection: Connection = { profile_id, device, stream }
      connections.add(connection)
      stream.send({ type: 'cir' })
      if (before?.profile_id === profile_id) {
        away.delete(device)
        for (const type of before.missed) stream.send({ type })
      }
      return stream.bytes
    },
    /** How many listen. */
    listeners: (): number => connections.size,
    /** Everybody is let go: the world ends, or its rows were replaced. */
    end(): void {
      for (const { stream } of [...connections]) stream.end()
      away.clear()
      heirs.clear()
    },
  }
}

export type RealTime = ReturnType<typeof createRealTime>
