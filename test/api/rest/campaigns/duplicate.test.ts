// POST /campaigns/duplicate: the copy is a draft with ids of its own, there when its timer has run. docs: post_duplicate_campaigns
import { expect, test } from 'vitest'
import { define } from '../../../kit/messaging.ts'
import { say } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

const ORIGINAL = {
  id: 'c1', name: 'Sale', description: 'Spring', tags: ['sale'], schedule: { at: '2026-03-02T09:00:00Z' }, reeligibility_seconds: 60,
  messages: { m1: { channel: 'sms', name: 'Short', body: 'Hi', percent: 70 }, m2: { channel: 'sms', type: 'control', percent: 30 } }, conversion_behaviors: [{ type: 'Opens Email', window: 60 }],
}

test('202 at once; the copy when its job has run', async () => {
  const e = emulator()
  const original = await define(e, 'campaigns', ORIGINAL)
  const said = await say(e, '/campaigns/duplicate', { campaign_id: 'c1', name: 'Sale again', description: 'Summer' })
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 202, body: { message: 'success' }, kinds: [] })
  expect(e.world.campaigns.list()).toHaveLength(1)
  const rows = await e.rowsOf(() => e.world.scheduler.settle())
  const copy = e.world.campaigns.list()[1]!
  expect(rows.map(({ kind, data }) => [kind, data])).toEqual([['campaign.created', { campaign_id: copy.id, name: 'Sale again', duplicated_from: 'c1' }]])
  expect(copy).toEqual({ ...original, id: expect.not.stringMatching(/^c1$/), name: 'Sale again', description: 'Summer', draft: true, enabled: false, launched_at: null, messages: expect.anything() })
  expect(Object.values(copy.messages)).toEqual(Object.values(original.messages))
  expect(Object.keys(copy.messages)).not.toEqual(expect.arrayContaining(['m1']))
  expect(e.world.campaigns.find('c1')).toEqual(original)
  expect((await e.get(`/campaigns/details?campaign_id=${copy.id}`)).body).toMatchObject({ name: 'Sale again', draft: true })
})

test('without a description it keeps that of the original; an archived one is copied as a draft', async () => {
  const e = emulator()
  await define(e, 'campaigns', ORIGINAL)
  await e.admin('POST', '/campaigns/c1/archive')
  await say(e, '/campaigns/duplicate', { campaign_id: 'c1', name: 'Copy', description: null })
  await e.world.scheduler.settle()
  expect(e.world.campaigns.list()[1]).toMatchObject({ name: 'Copy', description: 'Spring', draft: true, archived: false })
})

test('two calls make two copies', async () => {
  const e = emulator()
  await define(e, 'campaigns', ORIGINAL)
  for (const name of ['One', 'Two']) await say(e, '/campaigns/duplicate', { campaign_id: 'c1', name })
  await e.world.scheduler.settle()
  expect(e.world.campaigns.list().map(({ name }) => name)).toEqual(['Sale', 'One', 'Two'])
})

test('an original that is gone before the copy is made', async () => {
  const e = emulator()
  await define(e, 'campaigns', ORIGINAL)
  await say(e, '/campaigns/duplicate', { campaign_id: 'c1', name: 'Copy' })
  await e.admin('DELETE', '/campaigns/c1')
  expect(await e.kindsOf(() => e.world.scheduler.settle())).toEqual(['decision.ignored'])
  expect(e.world.campaigns.list()).toEqual([])
})

test.each<[Record<string, unknown>, string]>([
  [{ name: 'Copy' }, 'campaign_id must be a string of the campaign api identifier'],
  [{ campaign_id: 7, name: 'Copy' }, 'campaign_id must be a string of the campaign api identifier'],
  [{ campaign_id: 'unknown', name: 'Copy' }, 'Invalid Campaign ID'],
  [{ campaign_id: 'c1' }, `'name' is required`],
  [{ campaign_id: 'c1', name: '' }, `'name' is required`],
  [{ campaign_id: 'c1', name: 5 }, `'name' must be a string`],
  [{ campaign_id: 'c1', name: 'Copy', description: {} }, `'description' must be a string`],
])('%j is refused', async (body, message) => {
  const e = emulator()
  await define(e, 'campaigns', ORIGINAL)
  const said = await say(e, '/campaigns/duplicate', body)
  expect({ status: said.status, body: said.body, kinds: said.kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
  await e.world.scheduler.settle()
  expect(e.world.campaigns.list()).toHaveLength(1)
})
