// GET /campaigns/url_info/details: the links of an email variant with ids and aliases. docs: get_campaign_link_alias
import { expect, test } from 'vitest'
import { define } from '../../../../kit/messaging.ts'
import { ask } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

const BODY = `<p><a href="https://www.braze.com">Home</a> <a class="x" HREF='https://example.com/a?b=1&amp;c=2#top'>Shop</a>
<a href="mailto:me@example.com">Mail</a> <a name="no">no</a> <a href=https://www.braze.com>Home again</a> <a href="{{link}}">later</a></p>`
const CAMPAIGN = { id: 'c1', name: 'C', messages: { m1: { channel: 'email', name: 'Variant 1', body: BODY, link_aliases: { 'https://example.com/a?b=1&c=2#top': 'shop' } }, m2: { channel: 'sms', body: 'x' }, m3: { channel: 'email', name: 'Plain', percent: 0 } } }
const links = (e: ReturnType<typeof emulator>, query: string) => ask(e, 'GET', `/campaigns/url_info/details${query}`)
const ID = /^[0-9a-z]{12}$/

test('each http link in order, its id in its address', async () => {
  const e = emulator()
  await define(e, 'campaigns', CAMPAIGN)
  const said = await links(e, '?campaign_id=c1&message_variation_id=m1')
  const [home, shop, again] = said.body.link_data
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({
    status: 200,
    body: {
      channel: 'email',
      name: 'Variant 1',
      link_data: [
        { link_URL: `https://www.braze.com?lid=${home.link_id}`, link_id: expect.stringMatching(ID), content_block_path_info: [], link_alias: 'link1' },
        { link_URL: `https://example.com/a?b=1&c=2&lid=${shop.link_id}#top`, link_id: expect.stringMatching(ID), content_block_path_info: [], link_alias: 'shop' },
        { link_URL: `https://www.braze.com?lid=${again.link_id}`, link_id: expect.stringMatching(ID), content_block_path_info: [], link_alias: 'link3' },
      ],
      message: 'success',
    },
    kinds: [],
  })
  expect(new Set([home, shop, again].map(({ link_id }) => link_id)).size).toBe(3)
  expect((await links(e, '?campaign_id=c1&message_variation_id=m1')).body).toEqual(said.body)
})

test('one link by its id; null is no filter, an unknown id finds none', async () => {
  const e = emulator()
  await define(e, 'campaigns', CAMPAIGN)
  const all = (await links(e, '?campaign_id=c1&message_variation_id=m1')).body.link_data
  const found = async (id: string) => (await links(e, `?campaign_id=c1&message_variation_id=m1&includes_link_id=${id}`)).body.link_data
  expect(await found(all[1].link_id)).toEqual([all[1]])
  expect(await found('null')).toEqual(all)
  expect(await found('014tk4e0kg97')).toEqual([])
})

test('an email without links', async () => {
  const e = emulator()
  await define(e, 'campaigns', CAMPAIGN)
  expect((await links(e, '?campaign_id=c1&message_variation_id=m3')).body).toEqual({ channel: 'email', name: 'Plain', link_data: [], message: 'success' })
})

test.each([
  ['?message_variation_id=m1', 'Missing/Invalid Campaign ID'],
  ['?campaign_id=nope&message_variation_id=m1', 'Missing/Invalid Campaign ID'],
  ['?campaign_id=c1', 'Missing/Invalid Message Variant ID'],
  ['?campaign_id=c1&message_variation_id=nope', 'Missing/Invalid Message Variant ID'],
  ['?campaign_id=c1&message_variation_id=constructor', 'Missing/Invalid Message Variant ID'],
  ['?campaign_id=c1&message_variation_id=m2', 'Missing/Invalid Message Variant ID'],
  ['?campaign_id=c1&message_variation_id=m1&includes_link_id[]=a', `'includes_link_id' is not valid`],
])('%s is refused', async (query, message) => {
  const e = emulator()
  await define(e, 'campaigns', CAMPAIGN)
  const said = await links(e, query)
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
