// Test sends of campaigns: the messages as they are now, to the users named, without gates, caps and statistics. docs: messaging_fundamentals/sending_test_messages ("need no saved draft")
import * as z from 'zod'
import type { Endpoint } from '../endpoint.ts'
import { messageView } from './messages.ts'
import { admin, adminFault } from './realm.ts'

const object = () => z.record(z.string(), z.unknown())
/** The properties are what a trigger would bring along. */
const body = () => z.strictObject({ external_ids: z.array(z.string().min(1)).min(1).max(100), message_variation_id: z.string().min(1).optional(), trigger_properties: object().optional(), event_properties: object().optional() })

const testCampaign = admin({
  method: 'POST',
  path: '/campaigns/:id/test',
  body,
  handle({ world, params, body: { external_ids, message_variation_id, trigger_properties, event_properties } }) {
    const id = params['id']!
    const campaign = world.campaigns.draftVersion(id)
    if (campaign === undefined) throw adminFault(404, 'not_found', 'there is none of campaigns with this id', { id })
    if (message_variation_id !== undefined && !Object.hasOwn(campaign.messages, message_variation_id)) throw adminFault(422, 'invalid', `message_variation_id is none of this campaign: ${message_variation_id}`, { message_variation_id, known: Object.keys(campaign.messages) })
    const users = external_ids.map((external_id) => ({ external_id, profile: world.profiles.byExternalId(external_id) }))
    const unknown = users.filter(({ profile }) => profile === undefined).map(({ external_id }) => external_id)
    if (unknown.length > 0) throw adminFault(404, 'not_found', `there is no user ${unknown.join(', ')}`, { external_ids: unknown })
    const cause = { ...(trigger_properties === undefined ? {} : { api_trigger_properties: trigger_properties }), ...(event_properties === undefined ? {} : { event_properties }) }
    return { messages: users.flatMap(({ profile }) => world.campaignSending.test(campaign, profile!, { cause, message_variation_id })).map((message) => messageView(world, message)) }
  },
})

export const testSends: readonly Endpoint[] = [testCampaign]
