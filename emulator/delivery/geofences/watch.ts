// Triggers that name a location set or a geofence which there is not: taken, for a definition may come before its set, and said to be so. docs: locations_and_geofences/creating_geofences
import type { Campaigns } from '../../domain/campaigns/campaigns.ts'
import type { Canvases } from '../../domain/campaigns/canvases.ts'
import type { Decisions } from '../../domain/decisions.ts'
import type { Locations } from '../../domain/locations/locations.ts'
import type { Journal } from '../../kernel/journal.ts'

type Trigger = { at: string; set: string | undefined; geofence_id: string | undefined }
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The triggers of type `geofence` in a part of a definition, and where they stand. */
function triggersIn(part: unknown, at: string): Trigger[] {
  if (Array.isArray(part)) return part.flatMap((one, index) => triggersIn(one, `${at}[${index}]`))
  if (typeof part !== 'object' || part === null) return []
  const { type, set, geofence_id } = part as Record<string, unknown>
  return [...(type === 'geofence' ? [{ at, set: text(set), geofence_id: text(geofence_id) }] : []), ...Object.entries(part).flatMap(([name, inner]) => triggersIn(inner, `${at}.${name}`))]
}

/** Watches one world. */
export function watchGeofenceTriggers({ journal, decisions, campaigns, canvases, locations }: { journal: Journal; decisions: Decisions; campaigns: Campaigns; canvases: Canvases; locations: Locations }): void {
  function judge(triggers: readonly Trigger[], about: Record<string, string>): void {
    for (const { at, set, geofence_id } of triggers) {
      const note = (why: string): void => decisions.ignored({ rule: 'trigger.geofence', why: `${why}: nothing starts by it until there is`, compared: { field: at, ...about, ...(set === undefined ? {} : { set }), ...(geofence_id === undefined ? {} : { geofence_id }) } })
      const found = geofence_id === undefined ? undefined : locations.geofence(geofence_id)
      if (set !== undefined && !locations.has(set)) note('there is no location set with this id or name')
      else if (geofence_id !== undefined && found === undefined) note('there is no such geofence')
      else if (set !== undefined && found !== undefined && found.set.id !== set && found.set.name !== set) note('the location set has no such geofence')
    }
  }
  journal.observe(['campaign.created', 'campaign.updated'], ({ data }) => {
    const campaign = campaigns.find(data['campaign_id'] as string)
    if (campaign !== undefined) judge(triggersIn(campaign.trigger, 'trigger'), { campaign_id: campaign.id })
  })
  journal.observe(['canvas.created', 'canvas.updated'], ({ data }) => {
    const canvas = canvases.find(data['canvas_id'] as string)
    if (canvas === undefined) return
    const parts = [['entry', canvas.entry], ['exit_criteria', canvas.exit_criteria], ...canvas.steps.map(({ settings }, index) => [`steps[${index}].settings`, settings])] as const
    judge(parts.flatMap(([at, part]) => triggersIn(part, String(at))), { canvas_id: canvas.id })
  })
}
