// GET /campaigns/url_info/details
import * as z from 'zod'
import type { Message } from '../../../../domain/campaigns/messages.ts'
import { isControl } from '../../../../domain/campaigns/messages.ts'
import { linksOf, withLinkId } from '../../../../domain/campaigns/links.ts'
import { fault, rest } from '../../realm.ts'
import { text } from '../../series.ts'

export const PARTIAL = 'Links that stand in Content Blocks of the message are not listed.'

/** "Missing/Invalid Campaign ID", "… Message Variant ID", "… Canvas ID". docs: get_campaign_link_alias, get_canvas_link_alias */
export const invalid = (what: string) => `Missing/Invalid ${what} ID`
export const named = (what: string) => z.string({ error: invalid(what) }).min(1, { error: invalid(what) })
export const linkFilter = () => text('includes_link_id').optional().meta({ description: 'Only the link with this id' })

export const linksShape = () =>
  z.strictObject({
    channel: z.literal('email'),
    name: z.string(),
    link_data: z.array(z.strictObject({ link_URL: z.string(), link_id: z.string(), content_block_path_info: z.array(z.unknown()).meta({ description: 'Where in Content Blocks the link stands' }), link_alias: z.string() })),
    message: z.literal('success'),
  })

/** The links of one email message; aliases are of emails only. */
export function linksView(id: string, message: Message | undefined, includes: string | undefined) {
  if (message === undefined || message.channel !== 'email' || isControl(message)) throw fault(400, invalid('Message Variant'), {}, { field: 'message_variation_id', seen: id, expected: 'the API identifier of an email message of it' })
  const links = linksOf(id, message).filter(({ link_id }) => includes === undefined || includes === '' || includes === 'null' || includes === link_id)
  return { channel: 'email', name: message.name, link_data: links.map(({ url, link_id, link_alias }) => ({ link_URL: withLinkId(url, link_id), link_id, content_block_path_info: [], link_alias })), message: 'success' }
}

export const campaignUrlInfo = rest({
  method: 'GET',
  path: '/campaigns/url_info/details',
  permission: 'campaigns.url_info.details',
  status: 200,
  docs: 'get_campaign_link_alias',
  evidence: ['documented'],
  partial: PARTIAL,
  query: () => z.looseObject({ campaign_id: named('Campaign'), message_variation_id: named('Message Variant'), includes_link_id: linkFilter() }),
  response: linksShape,
  handle({ world, query: { campaign_id, message_variation_id, includes_link_id } }) {
    const campaign = world.campaigns.find(campaign_id)
    if (campaign === undefined) throw fault(400, invalid('Campaign'), {}, { field: 'campaign_id', seen: campaign_id, expected: 'the API identifier of a campaign' })
    const message = Object.hasOwn(campaign.messages, message_variation_id) ? campaign.messages[message_variation_id] : undefined
    return linksView(message_variation_id, message, includes_link_id)
  },
})
