// POST /sends/id/create: own and generated ids, for API and API-triggered campaigns.
import { expect, test } from 'vitest'
import { define, IDS, refuses, takes, UNKNOWN } from '../../../kit/sends.ts'
import { emulator } from '../../../kit/world.ts'

const PATH = '/sends/id/create'
const setUp = () => {
  const e = emulator()
  define(e)
  return e
}

test.each([['an API campaign', IDS.api], ['an API-triggered campaign', IDS.triggered]])('makes a send id of %s', async (_name, campaign_id) => {
  const e = setUp()
  const said = await takes(e, PATH, { campaign_id, send_id: 'Spring sale #1' }, ['send_id.created'])
  expect(said.body).toEqual({ message: 'success', send_id: 'Spring sale #1' })
  expect(said.rows[0]!.data).toEqual({ campaign_id, send_id: 'Spring sale #1' })
  expect(e.world.sendIds.knows(campaign_id, 'Spring sale #1')).toBe(true)
})

test('makes one up, each time another', async () => {
  const e = setUp()
  const ids = [await takes(e, PATH, { campaign_id: IDS.api }, ['send_id.created']), await takes(e, PATH, { campaign_id: IDS.api, send_id: null }, ['send_id.created'])].map((said) => said.body.send_id)
  expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{24}$/), expect.stringMatching(/^[0-9a-f]{24}$/)])
  expect(ids[0]).not.toBe(ids[1])
})

test('made twice it is one; two campaigns may have the same', async () => {
  const e = setUp()
  await takes(e, PATH, { campaign_id: IDS.api, send_id: 's' }, ['send_id.created'])
  await takes(e, PATH, { campaign_id: IDS.api, send_id: 's' }, [])
  await takes(e, PATH, { campaign_id: IDS.triggered, send_id: 's' }, ['send_id.created'])
})

test.each([
  [{ campaign_id: UNKNOWN }, 'Invalid Campaign ID'],
  [{ campaign_id: IDS.scheduled }, 'Invalid Campaign ID'],
  [{ campaign_id: IDS.transactional }, 'Invalid Campaign ID'],
  [{}, `'campaign_id' is required`],
  [{ campaign_id: 7 }, `'campaign_id' is not valid`],
  [{ campaign_id: IDS.api, send_id: 'x'.repeat(65) }, 'Invalid Send ID'],
  [{ campaign_id: IDS.api, send_id: 'é' }, 'Invalid Send ID'],
  [{ campaign_id: IDS.api, send_id: 'a\nb' }, 'Invalid Send ID'],
  [{ campaign_id: IDS.api, send_id: 7 }, `'send_id' is not valid`],
])('%j is refused: %s', async (body, message) => {
  await refuses(setUp(), PATH, body, message)
})

test('64 characters fit', async () => {
  await takes(setUp(), PATH, { campaign_id: IDS.api, send_id: 'x'.repeat(64) }, ['send_id.created'])
})
