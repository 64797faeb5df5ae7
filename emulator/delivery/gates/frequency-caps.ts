// Frequency capping: counts what the user was sent against each rule of the workspace. docs: messaging_fundamentals/frequency_capping
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Campaigns } from '../../domain/campaigns/campaigns.ts'
import type { Canvases } from '../../domain/campaigns/canvases.ts'
import type { Tags } from '../../domain/content/tags.ts'
import type { FrequencyRule, FrequencyRules } from '../../domain/frequency-rules.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { Counted, Receipts } from '../../domain/sends/receipts.ts'
import type { Sends } from '../../domain/sends/sends.ts'
import { atWall, DAY, MINUTE, wallAt, zoneOf } from '../../domain/sends/wall-clocks.ts'
import type { Settings } from '../../domain/settings.ts'
import type { MessageGate } from '../deliver.ts'
import type { Outgoing } from '../outgoing.ts'
import { passes, stops } from './gate.ts'

const GATE = 'frequency_capping'
/** Channels under the name that rules have for them. In-app messages, Content Cards and Banners are neither capped nor counted. */
const GROUP: Readonly<Record<string, FrequencyRule['channel']>> = { ios_push: 'push', android_push: 'push', web_push: 'push', kindle_push: 'push', email: 'email', sms: 'sms', webhook: 'webhook', whats_app: 'whats_app', line: 'line' }
const MOST_KEPT = 1000
const CHANGES = ['created', 'updated', 'deleted', 'launched']

type Facts = { tags: readonly string[]; counts: boolean }
type Nouns = { db: Db; clock: Clock; journal: Journal; settings: Settings; frequencyRules: FrequencyRules; receipts: Receipts; campaigns: Campaigns; canvases: Canvases; sends: Sends; tags: Tags }

/** The gate of one world. */
export function frequencyCaps({ db, clock, journal, settings, frequencyRules, receipts, campaigns, canvases, sends, tags }: Nouns): { gate: MessageGate; forget: () => void } {
  const facts = new Map<string, Facts>()
  const requests = new Map<string, boolean>()
  const forget = (): void => {
    facts.clear()
    requests.clear()
  }
  journal.observe(['campaign', 'canvas'].flatMap((noun) => CHANGES.map((what) => `${noun}.${what}`)), forget)
  db.onRollback(forget)

  /** Tags "that are currently on the campaigns or Canvases that a user received in the past"; those that opt out of capping do not count either, unless they say so. A deleted one has no tags and counts. */
  function factsOf({ campaign_id, canvas_id, dispatch_id }: Counted): Facts {
    const key = canvas_id ?? campaign_id ?? ''
    let found = facts.get(key)
    if (found === undefined) {
      const definition = canvas_id !== null ? canvases.find(canvas_id) : campaign_id !== null ? campaigns.find(campaign_id) : undefined
      facts.set(key, (found = { tags: definition?.tags ?? [], counts: definition?.frequency_counting ?? definition?.frequency_capping ?? true }))
    }
    return campaign_id !== null && dispatch_id !== null && overrides(dispatch_id) ? { ...found, counts: false } : found
  }

  /** True when the request of a dispatch opted out; a broadcast's is read once, not for each of its users. */
  function overrides(dispatch_id: string): boolean {
    let found = requests.get(dispatch_id)
    if (found === undefined) {
      const request = sends.find(dispatch_id)?.request
      if (requests.size >= MOST_KEPT) requests.clear()
      requests.set(dispatch_id, (found = request?.['override_frequency_capping'] === true || request?.['override_messaging_limits'] === true))
    }
    return found
  }

  /** Channels of one dispatch to a user are one campaign. docs: "The campaign also counts toward one 'campaign of any type'" */
  const keyOf = ({ campaign_id, canvas_step_id, canvas_id, dispatch_id }: Pick<Counted, 'campaign_id' | 'canvas_step_id' | 'canvas_id' | 'dispatch_id'>): string => `${canvas_step_id ?? canvas_id ?? campaign_id ?? ''}:${dispatch_id ?? ''}`

  /** "calculated by calendar days, not 24-hour periods", in the user's zone. */
  function fromOf({ window, unit }: FrequencyRule, zone: string): number {
    const now = clock.now()
    if (unit === 'minutes') return now - window * MINUTE + 1
    const days = unit === 'weeks' ? window * 7 : window
    return atWall(Math.floor(wallAt(now, zone) / DAY) * DAY - (days - 1) * DAY, zone)
  }

  const tagged = (rule: FrequencyRule, names: readonly string[]): boolean => rule.tag === null || names.some((name) => tags.lineage(name).includes(rule.tag!))
  const onChannel = (rule: FrequencyRule, channel: string | null): boolean => channel !== null && Object.hasOwn(GROUP, channel) && (rule.channel === 'any' || rule.channel === GROUP[channel])

  function gate(outgoing: Outgoing, profile: ProfileRow) {
    if (!Object.hasOwn(GROUP, outgoing.channel) || outgoing.test || outgoing.transactional) return passes(GATE, { applies: false })
    if (!outgoing.frequency_capping) return passes(GATE, { applies: false, why: 'opted out' })
    const rules = frequencyRules.list().filter((rule) => onChannel(rule, outgoing.channel) && tagged(rule, outgoing.tags))
    if (rules.length === 0) return passes(GATE, { rules: 0 })
    const zone = zoneOf(profile, settings.get().time_zone)
    const windows = rules.map((rule) => ({ rule, from: fromOf(rule, zone) }))
    const rows = receipts.counted(profile.id, Math.min(...windows.map(({ from }) => from)))
    const own = keyOf(outgoing.origin)
    for (const { rule, from } of windows) {
      const counted = new Set<string>()
      for (const row of rows) {
        const key = keyOf(row)
        if (row.at < from || key === own || !onChannel(rule, row.channel)) continue
        const { tags: names, counts } = factsOf(row)
        if (counts && tagged(rule, names)) counted.add(key)
      }
      const { id, channel, count, window, unit, tag } = rule
      if (counted.size >= count) return stops(GATE, 'frequency_capped', { rule: { id, channel, count, window, unit, tag }, received: counted.size, since: from })
    }
    return passes(GATE, { rules: rules.length })
  }

  return { gate, forget }
}
