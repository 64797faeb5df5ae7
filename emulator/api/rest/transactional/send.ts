// POST /transactional/v1/campaigns/:campaign_id/send
import * as z from 'zod'
import type { Campaign } from '../../../domain/campaigns/campaigns.ts'
import type { Send } from '../../../domain/sends/sends.ts'
import { isoTime } from '../../../kernel/clock.ts'
import type { World } from '../../../world.ts'
import { alias, anyObject, properties, userId } from '../messages/fields.ts'
import { checkSize } from '../messages/recipients.ts'
import { fault, rest } from '../realm.ts'

const STATUSES = ['sent', 'processed', 'aborted', 'delivered', 'bounced'] as const
const BASE64 = /^[a-zA-Z0-9-_+/=]+$/ // docs: post_send_transactional_message ("external_send_id")
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const ONE_USER = `'recipient' must be an object with either 'external_user_id' or 'user_alias'`
const recipient = () => z.looseObject({ external_user_id: userId(ONE_USER).nullish(), user_alias: alias().nullish(), attributes: anyObject().nullish() }, { error: ONE_USER })

/** The transactional campaign that may send now. The texts are those of the page's troubleshooting table; all are 400 there by their kind, the page names no status. */
function campaignOf(world: World, id: string): Campaign {
  const campaign = world.campaigns.find(id)
  if (campaign === undefined) throw fault(400, UUID.test(id) ? 'Campaign does not exist' : 'campaign_id must be a string of the campaign api identifier', {}, { field: 'campaign_id', seen: id })
  if (campaign.kind !== 'transactional_email') throw fault(400, 'The campaign is not a transactional campaign. Only transactional campaigns may use this endpoint', {}, { field: 'campaign_id', seen: campaign.kind })
  if (campaign.archived) throw fault(400, 'The campaign is archived. Unarchive the campaign in order for trigger requests to take effect.')
  if (!campaign.enabled) throw fault(400, 'The campaign is paused. Resume the campaign in order for trigger requests to take effect.')
  return campaign
}

/** `2020-08-31T18:58:41.000+00:00`, as the page writes times. */
const time = (ms: number): string => isoTime(ms).replace('Z', '+00:00')

/** Braze answers `sent` at once; the times of what has not happened yet are left out. */
const answerOf = ({ dispatch_id, at, campaign_id, external_send_id }: Send) => ({
  dispatch_id,
  status: 'sent' as const,
  metadata: { received_at: time(at), enqueued_at: time(at), campaign_api_id: campaign_id, ...(external_send_id === null ? {} : { external_send_id }) },
  message: 'success' as const, // not on the page, whose example stops at metadata; npm braze-api declares it for every answer
})

export const sendTransactional = rest({
  method: 'POST',
  path: '/transactional/v1/campaigns/:campaign_id/send',
  permission: 'transactional.send',
  wording: { badKey: 'Error authenticating credentials', badAddress: 'Invalid whitelisted IPs', noPermission: 'You do not have permission to access this resource' },
  status: 201,
  docs: 'api/endpoints/messaging/send_messages/post_send_transactional_message',
  evidence: ['documented', 'client'],
  body: () =>
    z.looseObject({
      external_send_id: z.string({ error: `'external_send_id' is not valid` }).regex(BASE64, { error: `'external_send_id' is not valid` }).nullish().meta({ description: 'For 24 hours another call with it sends nothing' }),
      trigger_properties: properties(),
      // one object; the npm client braze-api types it as a list, of which one is taken
      recipient: z.union([recipient(), z.tuple([recipient()]).transform(([one]) => one)], { error: ({ input }) => (input === undefined ? `'recipient' is required` : ONE_USER) }),
    }),
  response: () =>
    z.strictObject({
      dispatch_id: z.string(),
      status: z.enum(STATUSES),
      metadata: z.strictObject({ received_at: z.string(), enqueued_at: z.string(), campaign_api_id: z.string(), external_send_id: z.string().optional() }),
      message: z.literal('success'),
    }),
  handle({ world, params, body }) {
    const { id: campaign_id } = campaignOf(world, params['campaign_id']!)
    const { external_send_id = null, trigger_properties, recipient: user } = body
    if ((user.external_user_id == null) === (user.user_alias == null)) throw fault(400, ONE_USER, {}, { field: 'recipient' })
    checkSize('trigger_properties', trigger_properties)
    const before = external_send_id === null ? undefined : world.sends.byExternalId(external_send_id)
    if (before !== undefined) {
      // While it waits there is nothing to tell of it; the text has two spaces
      if (before.state === 'accepted') throw fault(400, 'The external reference has been queued.  Please retry to obtain send_id.', {}, { field: 'external_send_id', seen: external_send_id })
      world.decisions.ignored({ rule: 'transactional/send', why: 'the external_send_id was used in the last 24 hours', compared: { external_send_id, dispatch_id: before.dispatch_id } })
      return answerOf(before)
    }
    return answerOf(world.sends.accept({ kind: 'transactional', campaign_id, external_send_id, request: { ...body, recipient: user } }))
  },
})
