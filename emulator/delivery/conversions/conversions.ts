// Conversions A to D and revenue: what users do within the window behind a message or an entry, counted the moment it happens. docs: user_guide/.../conversion_events
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal, JournalRow } from '../../kernel/journal.ts'
import type { Campaigns } from '../../domain/campaigns/campaigns.ts'
import type { Canvases } from '../../domain/campaigns/canvases.ts'
import type { Conversion } from '../../domain/campaigns/conversions.ts'
import type { MessageEvents } from '../../domain/campaigns/message-events.ts'
import type { Devices } from '../../domain/devices.ts'
import type { Message } from '../../domain/messages/messages.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Sessions } from '../../domain/sessions.ts'
import type { Settings } from '../../domain/settings.ts'
import type { Json } from '../outgoing.ts'
import type { Trigger } from '../triggers/match.ts'
import { matchesTrigger } from '../triggers/match.ts'
import { triggerOf } from '../triggers/plain-triggers.ts'
import { isUpgrade } from './upgrades.ts'
import type { Entered, Receipt } from './window-starts.ts'
import { createWindowStarts } from './window-starts.ts'

const REVENUE_WINDOW = 3 * 86_400 // "if you don't select any conversion events, the time defaults to three days"
const KINDS: Readonly<Record<string, string>> = {
  'Starts Session': 'session.started', 'Upgrades App': 'session.started', 'Makes Any Purchase': 'purchase.made', 'Makes Specific Purchase': 'purchase.made', 'Performs Custom Event': 'custom_event.logged', 'Opens Email': 'email.opened', 'Clicks Email': 'email.clicked', 'Places Order': 'custom_event.logged',
}
const CHANGES = ['created', 'updated', 'deleted', 'launched', 'stopped', 'archived', 'unarchived']
const LETTERS = ['A', 'B', 'C', 'D']

type Owner = { noun: 'campaign' | 'canvas'; id: string; behaviors: readonly Conversion[] }
type Counted = { owner: Owner; conversion: number; behavior: Conversion; trigger: Trigger }
type Nouns = { db: Db; clock: Clock; journal: Journal; settings: Settings; profiles: Profiles; sessions: Sessions; devices: Devices; campaigns: Campaigns; canvases: Canvases; messageEvents: MessageEvents }
/** What the user had by the time of an event. */
type Had = { campaigns: Map<string, Receipt[]>; canvases: Map<string, Entered> }

/** The conversions of one world. */
export function createConversions({ db, clock, journal, settings, profiles, sessions, devices, campaigns, canvases, messageEvents }: Nouns) {
  const starts = createWindowStarts({ db })
  let kept: { owners: Map<string, Owner>; byKind: Map<string, Counted[]> } | undefined
  const forget = (): void => void (kept = undefined)

  /** Everything that was ever launched: who has received a message converts after it was stopped, too. */
  function index() {
    if (kept !== undefined) return kept
    const launched = <T extends { launched_at: number | null }>(list: T[]): T[] => list.filter(({ launched_at }) => launched_at !== null)
    const owners: Owner[] = [
      ...launched(campaigns.list()).filter(({ kind }) => kind !== 'transactional_email').map(({ id, conversion_behaviors }) => ({ noun: 'campaign' as const, id, behaviors: conversion_behaviors })), // "no conversions". docs: transactional_message_api_campaign
      ...launched(canvases.list()).map(({ id, conversion_behaviors }) => ({ noun: 'canvas' as const, id, behaviors: conversion_behaviors })),
    ]
    const byKind = new Map<string, Counted[]>()
    for (const owner of owners)
      owner.behaviors.forEach((behavior, conversion) => {
        const kind = KINDS[behavior.type] ?? ''
        byKind.set(kind, [...(byKind.get(kind) ?? []), { owner, conversion, behavior, trigger: triggerOf(behavior, { [`${owner.noun}_id`]: owner.id }) }])
      })
    return (kept = { owners: new Map(owners.map((owner) => [`${owner.noun} ${owner.id}`, owner])), byKind })
  }

  const timeOf = ({ at, data }: JournalRow): number => (typeof data['time'] === 'number' ? data['time'] : at)
  const dated = (time: number): Json => (time === clock.now() ? {} : { time })
  const isWithin = (begun: number, time: number, seconds: number): boolean => time - begun <= seconds * 1000
  const had = (profile: ProfileRow, time: number): Had => ({ campaigns: starts.ofCampaigns(profile, time), canvases: starts.ofCanvases(profile, time) })
  const ofReceipt = ({ campaign_id, message_variation_id, channel, dispatch_id, send_id, at }: Receipt): Json =>
    Object.fromEntries(Object.entries({ campaign_id, message_variation_id, channel, dispatch_id, send_id, sent_at: at }).filter(([, value]) => value !== null))
  const ofEntry = (profile: ProfileRow, entered: Entered, time: number): Json => {
    const { canvas_id, canvas_variation_id, canvas_entry_id, at } = entered
    return Object.fromEntries(Object.entries({ canvas_id, canvas_variation_id, canvas_entry_id, entered_at: at, canvas_step_ids: starts.stepsOf(profile, entered, time) }).filter(([, value]) => value !== null))
  }

  function convert({ owner, conversion, behavior }: Counted, row: JournalRow, profile: ProfileRow, { campaigns: received, canvases: entries }: Had): void {
    const time = timeOf(row)
    const about = { conversion, conversion_type: behavior.type, ...dated(time) }
    if (owner.noun === 'canvas') {
      const entered = entries.get(owner.id)
      if (entered !== undefined && isWithin(entered.at, time, behavior.window) && starts.claim(entered, conversion)) messageEvents.record('canvas.converted', { ...ofEntry(profile, entered, time), ...about }, profile.braze_id)
      return
    }
    for (const receipt of received.get(owner.id) ?? []) {
      const isOfEmail = row.kind === 'email.opened' || row.kind === 'email.clicked'
      if (isOfEmail && (receipt.channel !== 'email' || (typeof row.data['dispatch_id'] === 'string' && row.data['dispatch_id'] !== receipt.dispatch_id))) continue
      if (isWithin(receipt.at, time, behavior.window) && starts.claim(receipt, conversion)) messageEvents.record('campaign.converted', { ...ofReceipt(receipt), ...about }, profile.braze_id)
    }
  }

  /** "Total revenue during the window of the primary conversion event": each purchase once for each campaign and Canvas, for the last of its messages. */
  function earn(row: JournalRow, profile: ProfileRow, { campaigns: received, canvases: entries }: Had): void {
    const time = timeOf(row)
    const { price, quantity, currency, product_id } = row.data as { price: number; quantity: number; currency: string; product_id: string }
    const revenue = { revenue_cents: Math.round(price * quantity * (settings.get().exchange_rates[currency] ?? 1) * 100), product_id, ...dated(time) }
    const windowOf = (noun: Owner['noun'], id: string): number => ((owner) => (owner === undefined ? -1 : (owner.behaviors[0]?.window ?? REVENUE_WINDOW)))(index().owners.get(`${noun} ${id}`))
    for (const [id, list] of received) {
      const last = list.reduce((latest, one) => (one.at > latest.at || (one.at === latest.at && one.id > latest.id) ? one : latest))
      if (isWithin(last.at, time, windowOf('campaign', id))) messageEvents.record('campaign.revenue_attributed', { ...ofReceipt(last), ...revenue }, profile.braze_id)
    }
    for (const [id, entered] of entries) if (isWithin(entered.at, time, windowOf('canvas', id))) messageEvents.record('canvas.revenue_attributed', { ...ofEntry(profile, entered, time), ...revenue }, profile.braze_id)
  }

  /** The device is described behind its session: what is kept of it here is still the version before. */
  function isUpgraded({ data }: JournalRow, profile: ProfileRow, { app_ids }: Conversion): boolean {
    const [app_id, device_id] = [data['app_id'] as string, data['device_id'] as string]
    if (app_ids != null && !app_ids.includes(app_id)) return false
    const before = devices.find(device_id, app_id)?.app_version ?? null
    return isUpgrade(before, sessions.usage(profile).find((one) => one.app_id === app_id)?.version ?? null)
  }

  function hear(row: JournalRow): void {
    const { owners, byKind } = index()
    const counted = byKind.get(row.kind) ?? []
    if (owners.size === 0 || row.profile === null || row.data['test'] === true || (counted.length === 0 && row.kind !== 'purchase.made')) return
    const profile = profiles.heirByBrazeId(row.profile)
    if (profile === undefined) return
    const converting = counted.filter(({ behavior, trigger }) => (behavior.type === 'Upgrades App' ? isUpgraded(row, profile, behavior) : matchesTrigger(trigger, row, profile)))
    if (converting.length === 0 && row.kind !== 'purchase.made') return
    const what = had(profile, timeOf(row))
    for (const one of converting) convert(one, row, profile, what)
    if (row.kind === 'purchase.made') earn(row, profile, what)
  }

  journal.observe(['campaign', 'canvas'].flatMap((noun) => CHANGES.map((what) => `${noun}.${what}`)), forget)
  db.onRollback(forget)
  journal.observe([...new Set(Object.values(KINDS))], hear)

  /** `conversion`: 0 to 3, or A to D; without it the primary one. */
  function conversionIn({ conversion = 0 }: Json, behaviors: readonly Conversion[]): number {
    const number = typeof conversion === 'string' && LETTERS.includes(conversion.toUpperCase()) ? LETTERS.indexOf(conversion.toUpperCase()) : conversion
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > 3) throw new Refusal('invalid_engagement', { path: 'conversion', why: 'is 0 to 3, or A to D' })
    if (number >= Math.max(behaviors.length, 1)) throw new Refusal('invalid_engagement', { path: 'conversion', why: `is ${LETTERS[number]}: there are ${behaviors.length} conversion events` })
    return number
  }

  return {
    /** Somebody converts the message by hand, whatever its window says; as always once for each event. Throws Refusal('invalid_engagement'). */
    convert(message: Message, data: Json): void {
      const owner = message.canvas_id !== null ? canvases.find(message.canvas_id) : message.campaign_id !== null ? campaigns.find(message.campaign_id) : undefined
      const profile = message.profile_id === null ? undefined : profiles.byId(message.profile_id)
      const cannot = (why: string): Refusal => new Refusal('invalid_engagement', { path: 'action', why })
      if (message.canvas_id === null && message.campaign_id === null) throw cannot('convert is for messages of campaigns and Canvases')
      if (owner === undefined) throw cannot(`convert counts nowhere: the ${message.canvas_id === null ? 'campaign' : 'Canvas'} of the message is gone`)
      if (profile === undefined) throw cannot('convert counts for nobody: the user is gone')
      const conversion = conversionIn(data, owner.conversion_behaviors)
      const cents = data['revenue_cents'] ?? 0
      if (typeof cents !== 'number' || !Number.isSafeInteger(cents)) throw new Refusal('invalid_engagement', { path: 'revenue_cents', why: 'is a whole number of cents' })
      const receipt = message.canvas_id === null ? starts.ofMessage(profile, message) : undefined
      const entered = message.canvas_id === null ? undefined : starts.entryOf(profile, message)
      const begun = receipt ?? entered
      if (message.test || begun === undefined) throw cannot(message.test ? 'convert is not for test sends: they count nowhere' : 'has not been received: there is nothing to convert')
      if (!starts.claim(begun, conversion)) throw new Refusal('invalid_engagement', { path: 'conversion', why: 'has been counted for this message before' })
      const about = { conversion, conversion_type: owner.conversion_behaviors[conversion]?.type ?? null, ...(cents === 0 ? {} : { revenue_cents: cents }) }
      if (entered !== undefined) messageEvents.record('canvas.converted', { ...ofEntry(profile, entered, clock.now()), ...about }, profile.braze_id)
      else if (receipt !== undefined) messageEvents.record('campaign.converted', { ...ofReceipt(receipt), ...about }, profile.braze_id)
    },
    /** Reads definitions again, after the database was replaced. */
    forget,
  }
}

export type Conversions = ReturnType<typeof createConversions>
