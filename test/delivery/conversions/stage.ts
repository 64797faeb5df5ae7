// A campaign that ada has received at NOW, and the rows about conversions that something leaves.
import { emulator, NOW } from '../../kit/world.ts'
import type { Emulator } from '../triggers/stage.ts'
import { campaign, event, settle, users } from '../triggers/stage.ts'

export const AT = Date.parse(NOW)
export const HOUR = 3_600_000
export const BUYS = { type: 'Makes Any Purchase', window: 3600 }
export const did = (custom_event_name: string, window = 3600, more: object = {}) => ({ type: 'Performs Custom Event', custom_event_name, window, ...more })

/** A campaign that ada has received at NOW. */
export async function stage(conversion_behaviors: object[], more: object = {}): Promise<Emulator> {
  const e = emulator()
  await users(e, 'ada', 'bob')
  await campaign(e, 'c', { type: 'custom_event', name: 'start' }, { conversion_behaviors, ...more })
  await event(e, 'ada', 'start')
  await settle(e)
  return e
}
export const brazeId = (e: Emulator, external_id: string): string => e.world.profiles.byExternalId(external_id)!.braze_id
/** Rows about conversions and revenue that `work` added, without the ids that nobody chose. */
export async function counted(e: Emulator, work: () => Promise<unknown>): Promise<[string, Record<string, unknown>][]> {
  const rows = await e.rowsOf(async () => (await work(), await settle(e)))
  return rows.filter(({ kind }) => /\.(converted|revenue_attributed)$/.test(kind)).map(({ kind, data: { dispatch_id: _, ...data } }) => [kind, data])
}
export const convertedOf = async (e: Emulator, work: () => Promise<unknown>): Promise<string[]> => (await counted(e, work)).filter(([kind]) => kind.endsWith('.converted')).map(([, data]) => `${String(data['campaign_id'] ?? data['canvas_id'])} ${'ABCD'[data['conversion'] as number]}`)
export const received = (e: Emulator, kind: string, data: object, user = 'ada') => e.world.db.tx(() => void e.world.messageEvents.record(kind as never, data as never, brazeId(e, user)))
export async function series(e: Emulator, id: string, length = 1): Promise<any[]> {
  return (await e.get(`/campaigns/data_series?campaign_id=${id}&length=${length}`)).body.data
}
