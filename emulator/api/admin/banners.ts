// Banners defined alone: each is a campaign of one Banner, made and read here in a shorter form. Braze has no public API for them. docs: banners/create_a_banner
import * as z from 'zod'
import type { Campaign, CampaignPatch } from '../../domain/campaigns/campaigns.ts'
import type { Start } from '../../domain/campaigns/lifecycle.ts'
import { isControl } from '../../domain/campaigns/messages.ts'
import { Refusal } from '../../domain/refusal.ts'
import { parseTime } from '../../domain/times.ts'
import { isoTime } from '../../kernel/clock.ts'
import { endpointsOf } from './definition-endpoints.ts'
import { told } from './messaging.ts'

/** As they were sent: a record would drop one of the name `__proto__`. What is wrong with them the domain says. */
const properties = () => z.unknown().meta({ type: 'object', additionalProperties: {} })
const time = () => z.string().refine((text) => parseTime(text) !== undefined, { error: 'Invalid time: it is written in ISO 8601, as 2026-01-31T12:00:00' })
const members = () => ({
  name: z.string().min(1).max(255), description: z.string(), placement_id: z.string().min(1), html: z.string(), properties: properties(), dismissible: z.boolean(), priority: z.enum(['high', 'medium', 'low']), priority_order: z.number().int().nullable(),
  audience: z.record(z.string(), z.unknown()).nullable(), start: time().nullable(), end: time().nullable(), tags: z.array(z.string().min(1)), draft: z.boolean(), enabled: z.boolean(), archived: z.boolean(),
})
const changed = () => z.strictObject(members()).partial()
const created = () => changed().extend({ id: z.string().min(1).max(255).optional(), placement_id: members().placement_id, html: members().html })

type Body = Partial<z.output<ReturnType<typeof created>>>
type Banner = Required<Omit<Body, 'id'>> & { id: string; campaign_id: string; message_variation_id: string; created_at: string; updated_at: string }

const OF_MESSAGE = ['placement_id', 'html', 'properties', 'dismissible'] as const
const OF_CAMPAIGN = ['name', 'description', 'priority', 'priority_order', 'audience', 'tags'] as const
/** What is wrong with the campaign, by the names that stand here. */
const named = (text: string): string => text.replace(/\bmessages\.[^.\s]+\./g, '').replace(/\bschedule\.(at|end)\b/g, (_, which: string) => (which === 'at' ? 'start' : 'end'))
const some = <Name extends keyof Body>(body: Body, names: readonly Name[]): Pick<Body, Name> => Object.fromEntries(names.filter((name) => body[name] !== undefined).map((name) => [name, body[name]])) as Pick<Body, Name>

/** The Banner of a campaign that has nothing else. */
function bannerOf(campaign: Campaign): Banner[] {
  const [[message_variation_id, message] = [], ...others] = Object.entries(campaign.messages)
  if (message_variation_id === undefined || message === undefined || others.length > 0 || message.channel !== 'banner' || isControl(message)) return []
  const { id, name, description, priority, audience, tags, draft, enabled, archived, created_at, updated_at } = campaign
  const { at, end } = (campaign.schedule ?? {}) as { at?: string | null; end?: string | null }
  return [{
    id, name, description, placement_id: String(message['placement_id'] ?? ''), html: String(message['html'] ?? ''), properties: (message['properties'] ?? null) as Banner['properties'], dismissible: message['dismissible'] !== false,
    priority, priority_order: campaign.priority_order ?? null, audience: audience as Banner['audience'], start: at ?? null, end: end ?? null, tags, draft, enabled, archived,
    campaign_id: id, message_variation_id, created_at: isoTime(created_at), updated_at: isoTime(updated_at),
  }]
}

export const banners = endpointsOf({
  kind: 'banners',
  create: created,
  change: changed,
  list: (world) => world.campaigns.list().flatMap(bannerOf),
  id: (banner) => banner.id,
  add(world, { id, name, start, end, draft, enabled, archived, ...body }: Body) {
    const given = { ...some(body, OF_CAMPAIGN), ...(id === undefined ? {} : { id }), name: name ?? body.placement_id!, schedule: { at: start ?? null, end: end ?? null }, messages: [{ channel: 'banner', ...some(body, OF_MESSAGE) }] }
    const state = Object.fromEntries(Object.entries({ draft, enabled, archived }).filter(([, value]) => value !== undefined))
    return bannerOf(told(() => world.campaigns.create({ ...given, ...state } as never), named))[0]!
  },
  update(world, id, { start, end, draft, enabled, archived, ...body }: Body) {
    const before = world.campaigns.find(id)
    if (before === undefined || bannerOf(before).length === 0) throw new Refusal('not_found', { id })
    const [variation, message] = Object.entries(before.messages)[0]!
    const own = some(body, OF_MESSAGE)
    const patch = {
      ...some(body, OF_CAMPAIGN),
      ...(start === undefined && end === undefined ? {} : { schedule: { ...before.schedule, ...(start === undefined ? {} : { at: start }), ...(end === undefined ? {} : { end }) } }),
      ...(Object.keys(own).length === 0 ? {} : { messages: { [variation]: { ...message, ...own } } }),
    }
    const state = Object.fromEntries(Object.entries({ draft, enabled, archived }).filter(([, value]) => value !== undefined)) as Start
    return told(() => {
      world.campaigns.update(id, patch as CampaignPatch)
      world.campaigns.become(id, state)
      return bannerOf(world.campaigns.find(id)!)[0]!
    }, named)
  },
  remove: (world, id) => world.campaigns.remove(id),
})
