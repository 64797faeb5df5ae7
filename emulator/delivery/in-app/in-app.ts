// In-app messages for devices: which triggers one gets, and what a templated message is when its time has come (rules M1 to M12). docs: in_app_messages/triggering_messages, in_app_messages/traditional/create
import type { App } from '../../domain/apps.ts'
import type { Campaigns } from '../../domain/campaigns/campaigns.ts'
import { variationIn } from '../../domain/campaigns/tracking-ids.ts'
import type { Handed } from '../../domain/messages/handed.ts'
import type { Message, Messages, Origin } from '../../domain/messages/messages.ts'
import { NO_ORIGIN } from '../../domain/messages/messages.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import type { Db } from '../../kernel/db.ts'
import type { Json, Outgoing } from '../outgoing.ts'
import type { Delivery } from '../deliver.ts'
import { stoppedBy } from '../stopped-by.ts'
import type { InAppCampaigns } from './campaigns.ts'
import type { Handing } from './handing.ts'
import type { KeptInApp } from './kept.ts'
import type { Place, Planned, WireTrigger } from './planned.ts'
import { priorityOf, ranked, wireTrigger } from './planned.ts'
import { controlMessage, wireMessage } from './wire-message.ts'

type Nouns = { db: Db; profiles: Profiles; campaigns: Campaigns; messages: Messages; handed: Handed; delivery: Pick<Delivery, 'renderFor'>; inAppCampaigns: InAppCampaigns; keptInApp: KeptInApp; handing: Handing; failed: (error: unknown, where: string) => void }
/** What a device is to get: made in the transaction of its request, completed behind it. */
export type Plan = { profile: ProfileRow; app: App; place: Place; planned: Planned[] }
/** What a device asks to be shown. `event`: what has happened, as the device tells it. */
export type Asked = { trigger_id: string; event: Json }

type Drawn = { data: Json } | { error: unknown }

/** `planned` is missing when the user may not see it any more. */
export type Display = { planned: Planned | undefined; asked: Asked; profile: ProfileRow; place: Place }

/** The in-app messages of one world. */
export function createInAppMessages({ db, profiles, campaigns, messages, handed, delivery, inAppCampaigns, keptInApp, handing, failed }: Nouns) {
  /** The message as it is shown, or what stops it. `cause`: what the display adds to what Liquid knows. */
  async function drawn({ outgoing, wire_id, message_id }: Planned, profile: ProfileRow, place: Place, cause: Json = {}): Promise<Drawn> {
    const shown = await delivery.renderFor({ ...outgoing, cause: { ...outgoing.cause, ...cause } }, profile, place, message_id)
    if ('error' in shown) return shown
    const { body, message_extras } = shown.rendered
    try {
      return { data: wireMessage(body, wire_id, { message_extras, test: outgoing.test }) }
    } catch (error) {
      return { error }
    }
  }

  /** The message of a trigger: a templated one is only named. */
  async function dataOf(planned: Planned, profile: ProfileRow, place: Place): Promise<Drawn> {
    const { control, templated, wire_id } = planned
    if (control) return { data: controlMessage(wire_id) }
    return templated ? { data: { trigger_id: wire_id } } : drawn(planned, profile, place)
  }

  /** Inside a transaction: what the device gets, with its row; undefined when its stop was written instead, or a mistake of Brazier's own: the other messages go on. */
  function handOut<T extends WireTrigger | Json>(planned: Planned, result: Drawn, profile: ProfileRow, place: Place, payloadOf: (data: Json) => T): T | undefined {
    if ('data' in result) {
      const payload = payloadOf(result.data)
      handing.hand(planned, profile, place, payload)
      return payload
    }
    const stop = stoppedBy(result.error)
    if (stop === undefined) failed(result.error, 'in-app message')
    else handing.stop(planned, profile, { reason: stop.reason, seen: stop.detail })
    return undefined
  }

  /** Who is meant by now: a request that waited may find the user merged, or gone. */
  const heir = ({ id }: ProfileRow): ProfileRow | undefined => ((found) => (found === undefined ? undefined : profiles.heirOf(found)))(profiles.byId(id))

  /** What an SDK's own event says of itself. docs: liquid/supported_personalization_tags (`event_properties`) */
  function causeOf({ event }: Asked): Json {
    const data = (event['data'] ?? {}) as Json
    const properties = event['name'] === 'p' ? data['pr'] : data['p']
    return typeof properties === 'object' && properties !== null ? { event_properties: properties } : {}
  }

  /** What the device was handed under this id, as it stands now; undefined when the user may not see it any more. */
  function again(trigger_id: string, profile: ProfileRow, app: App, device_id: string): Planned | undefined {
    const kept = keptInApp.all(profile, app, device_id).find(({ wire_id }) => wire_id === trigger_id)
    if (kept !== undefined) return kept
    const tracked = variationIn(trigger_id)
    const variation = tracked === undefined ? undefined : campaigns.tracked(tracked)
    const campaign = variation?.campaign_id == null ? undefined : inAppCampaigns.find(variation.campaign_id)
    return campaign === undefined ? undefined : inAppCampaigns.of(campaign, profile, app, device_id).find(({ wire_id }) => wire_id === trigger_id)
  }

  /** Why the user may not see now what his device was handed. */
  function stopAgain(message: Message, profile: ProfileRow): void {
    const { channel, test } = message
    const campaign = message.campaign_id === null ? undefined : campaigns.find(message.campaign_id)
    const origin: Origin = { ...NO_ORIGIN, campaign_id: message.campaign_id, canvas_id: message.canvas_id, canvas_step_id: message.canvas_step_id, canvas_variation_id: message.canvas_variation_id, canvas_entry_id: message.canvas_entry_id, message_variation_id: message.message_variation_id }
    const ofCampaign = () => ({ ...(inAppCampaigns.stopOf(campaign, profile) ?? { reason: 'not_live' as const, seen: {} }), changed_at: campaign?.updated_at ?? 0 })
    const { changed_at, ...stop } = message.canvas_id !== null ? keptInApp.stopOf(message) : ofCampaign()
    handing.stop({ outgoing: { channel, origin, test } as Outgoing, changed_at }, profile, stop)
  }

  return {
    /** Inside the transaction of the request, behind what it told. */
    plan(profile: ProfileRow, app: App, device_id: string): Plan {
      const all = [...keptInApp.all(profile, app, device_id), ...inAppCampaigns.all(profile, app, device_id)]
      return { profile, app, place: { device_id, app_id: app.app_id }, planned: all.filter(({ conditions }) => conditions.length > 0) }
    },

    /** Behind the commit: the triggers, best first, with their messages. */
    async complete({ profile, app, place, planned }: Plan): Promise<WireTrigger[]> {
      const sorted = ranked(planned)
      const results: Drawn[] = []
      for (const one of sorted) results.push(await dataOf(one, profile, place))
      if (sorted.length === 0) return []
      return db.tx(() => {
        const now = heir(profile)
        if (now === undefined) return []
        return sorted.flatMap((one, index) => handOut(one, results[index]!, now, place, (data) => wireTrigger(one, priorityOf(one, index), data, app.platform === 'Roku')) ?? [])
      })
    },

    /** Inside the transaction of the request: what the device asks to show. A message that the user may not see any more is stopped with its reason; undefined for one that is not known here. */
    asked(asked: Asked, profile: ProfileRow, app: App, place: Place): Display | undefined {
      const planned = again(asked.trigger_id, profile, app, place.device_id)
      if (planned !== undefined && !planned.control) return { planned, asked, profile, place }
      const known = handed.onDevice(profile, asked.trigger_id, place)
      const message = known === undefined ? undefined : messages.find(known)
      if (message === undefined) return undefined
      stopAgain(message, profile)
      return { planned: undefined, asked, profile, place }
    },
    /** Behind the commit: the message of a templated trigger, or none. */
    async display({ planned, asked, profile, place }: Display): Promise<Json | undefined> {
      if (planned === undefined) return undefined
      const result = await drawn(planned, profile, place, causeOf(asked))
      return db.tx(() => {
        const now = heir(profile)
        return now === undefined ? undefined : handOut(planned, result, now, place, (data) => ({ type: 'inapp', data }))
      })
    },
  }
}

export type InAppMessages = ReturnType<typeof createInAppMessages>
