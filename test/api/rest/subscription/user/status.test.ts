// GET /subscription/user/status: every group that a user has a history in.
import { expect, test } from 'vitest'
import { ask } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { NEWS, TEXTS, world } from '../groups.ts'

const get = (e: Emulator, query: string) => ask(e, 'GET', `/subscription/user/status?${query}`)
const set = (e: Emulator, subscription_group_id: string, subscription_state: string, external_id: string) => e.post('/subscription/status/set', { subscription_group_id, subscription_state, external_id })

test('one user with groups of two channels', async () => {
  const e = await world()
  await set(e, NEWS, 'subscribed', 'mel')
  await e.world.scheduler.advanceTo(e.world.clock.now() + 1000)
  await set(e, TEXTS, 'unsubscribed', 'mel')
  const { status, body, kinds } = await get(e, 'external_id=mel')
  expect({ status, body, kinds }).toEqual({
    status: 200,
    body: {
      users: [{ email: 'mel@example.com', phone: '+16505551234', external_id: 'mel', subscription_groups: [{ id: TEXTS, name: 'Texts', channel: 'sms', status: 'Unsubscribed' }, { id: NEWS, name: 'News', channel: 'email', status: 'Subscribed' }] }],
      total_count: 1,
      message: 'success',
    },
    kinds: [],
  })
})

test('no history, no address: empty and null', async () => expect((await get(await world(), 'external_id=zoe')).body.users).toEqual([{ email: null, phone: null, external_id: 'zoe', subscription_groups: [] }]))

test('everyone who shares an address, as users of their own; ids and addresses together; each once', async () => {
  const e = await world()
  const ids = async (query: string) => (await get(e, query)).body.users.map((user: any) => user.external_id).sort()
  expect(await ids('email=MEL@example.com')).toEqual(['ann', 'mel'])
  expect(await ids('phone=%2B16505551234')).toEqual(['bob', 'mel'])
  expect(await ids('external_id[]=zoe&external_id[]=mel&email=mel@example.com')).toEqual(['ann', 'mel', 'zoe'])
  expect((await get(e, 'external_id[]=nobody&email=nobody@example.com')).body).toEqual({ users: [], total_count: 0, message: 'success' })
})

test('a group that is gone is not shown', async () => {
  const e = await world()
  await set(e, NEWS, 'subscribed', 'zoe')
  await e.admin('DELETE', `/subscription_groups/${NEWS}`)
  expect((await get(e, 'external_id=zoe')).body.users[0].subscription_groups).toEqual([])
})

test('limit and offset', async () => {
  const e = await world()
  const all = 'external_id[]=mel&external_id[]=ann&external_id[]=bob'
  const page = async (query: string) => {
    const { body } = await get(e, `${all}&${query}`)
    return [body.users.map((user: any) => user.external_id), body.total_count]
  }
  expect(await page('limit=2')).toEqual([['mel', 'ann'], 3])
  expect(await page('limit=2&offset=2')).toEqual([['bob'], 3])
  expect(await page('offset=3')).toEqual([[], 3])
})

test.each([
  ['', `'external_id', 'email' or 'phone' is required`], ['external_id=mel&limit=101', `'limit' must be an integer from 1 to 100`], ['external_id=mel&offset=-1', `'offset' must be an integer of at least 0`],
  [Array.from({ length: 51 }, (_, n) => `email[]=u${n}@example.com`).join('&'), 'The max number of emails per request was exceeded'],
])('refused: %s', async (query, message) => {
  const { status, body, kinds } = await get(await world(), query)
  expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
})
