// GET /feed/{list,details,data_series}: the News Feed is retired, no card can be made any more; the lists are empty and no card is known. docs: api/endpoints/export/news_feed
import * as z from 'zod'
import { listMembers } from '../campaigns/query.ts'
import { fault, rest } from '../realm.ts'
import { daySeries, required, unitSeries, windowOf } from '../series.ts'

/** Worded as "Invalid Campaign ID", which Braze says of a campaign that is not there. docs: api/errors */
const noCard = (card_id: string) => fault(400, 'Invalid Card ID', {}, { field: 'card_id', seen: card_id, expected: 'a News Feed card; the News Feed is retired, there are none' })

export const listCards = rest({
  method: 'GET',
  path: '/feed/list',
  permission: 'feed.list',
  status: 200,
  docs: 'api/endpoints/export/news_feed/get_news_feed_cards',
  evidence: ['documented'],
  query: () => z.looseObject(listMembers()),
  response: () =>
    z.strictObject({ message: z.literal('success'), cards: z.array(z.strictObject({ id: z.string(), type: z.enum(['NewsItem', 'CaptionedImage', 'Banner', 'DevPick']), title: z.string(), tags: z.array(z.string()) })) }),
  handle: () => ({ message: 'success', cards: [] }),
})

export const cardDetails = rest({
  method: 'GET',
  path: '/feed/details',
  permission: 'feed.details',
  status: 200,
  docs: 'api/endpoints/export/news_feed/get_news_feed_card_details',
  evidence: ['documented'],
  query: () => z.looseObject({ card_id: required('card_id') }),
  response: () =>
    z.strictObject({
      message: z.literal('success'), created_at: z.string(), updated_at: z.string(), name: z.string(), publish_at: z.string(), end_at: z.string(), tags: z.array(z.string()),
      title: z.string(), image_url: z.string(), extras: z.record(z.string(), z.string()), description: z.string(), archived: z.boolean(), draft: z.boolean(),
    }),
  handle({ query }) {
    throw noCard(query.card_id)
  },
})

export const cardSeries = rest({
  method: 'GET',
  path: '/feed/data_series',
  permission: 'feed.data_series',
  status: 200,
  docs: 'api/endpoints/export/news_feed/get_news_feed_card_analytics',
  evidence: ['documented'],
  query: () => {
    const { length, ending_at } = daySeries()
    return z.looseObject({ card_id: required('card_id'), length, ending_at, unit: unitSeries().unit })
  },
  response: () =>
    z.strictObject({ message: z.literal('success'), data: z.array(z.strictObject({ time: z.string(), clicks: z.int(), impressions: z.int(), unique_clicks: z.int(), unique_impressions: z.int() })) }),
  handle({ world, query }) {
    windowOf(world, query)
    throw noCard(query.card_id)
  },
})
