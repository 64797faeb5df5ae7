// POST /users/export/global_control_group, and the group itself in the settings. docs: post_users_global_control_group, user_guide/audience/global_control_group
import { beforeEach, describe, expect, test } from 'vitest'
import { crowd, unzipped } from '../../../../kit/exports.ts'
import { say } from '../../../../kit/rest.ts'
import type { Emulator } from '../../../../kit/rest.ts'
import { emulator } from '../../../../kit/world.ts'

let e: Emulator
beforeEach(() => void (e = emulator()))
const set = (global_control_group: unknown) => e.admin('PATCH', '/settings', { global_control_group })
const start = (body: object = { fields_to_export: ['external_id', 'random_bucket'] }) => say(e, '/users/export/global_control_group', body)
async function exported(): Promise<any[]> {
  const { url } = (await start()).body
  await e.world.scheduler.settle()
  return (await unzipped(e, url)).lines.flat()
}

describe('the export', () => {
  test('has the users of the group, as /users/export/ids gives them', async () => {
    crowd(e, 1000)
    await set({ percentage: 10 })
    const answer = await start()
    expect({ status: answer.status, body: answer.body, kinds: answer.kinds }).toEqual({
      status: 200, kinds: ['export.started'],
      body: { message: 'success', object_prefix: expect.stringMatching(/^[0-9a-f-]{36}-1772366400$/), url: `http://localhost/_hosted/default/exports/${answer.body.object_prefix as string}.zip` },
    })
    expect(answer.rows[0]!.data).toMatchObject({ segment_id: null })
    expect(await e.kindsOf(() => e.world.scheduler.settle())).toEqual(['export.finished'])
    const members = (await unzipped(e, answer.body.url)).lines.flat()
    const all = Array.from({ length: 1000 }, (_, i) => e.world.profiles.byExternalId(`user-${i}`)!)
    expect(members).toEqual(all.filter((one) => e.world.globalControlGroup.has(one)).map(({ external_id, random_bucket }) => ({ external_id, random_bucket })))
    expect(members.length).toBeGreaterThan(50)
    expect(members.length).toBeLessThan(150)
  })

  test('one at a time', async () => {
    await set({ percentage: 1 })
    expect((await start()).status).toBe(200)
    expect((await start()).status).toBe(429)
  })

  test.each<[string, object, string]>([
    ['without fields', {}, `'fields_to_export' is required`],
    ...['push_tokens', 'push_subscribe', 'email_subscribe', 'campaigns_received', 'canvases_received'].map((field): [string, object, string] => [`with ${field}`, { fields_to_export: [field] }, `'fields_to_export' has a field that can not be exported: ${field}`]),
    ['with another format', { fields_to_export: ['email'], output_format: 'rar' }, `'output_format' must be 'zip' or 'gzip'`],
  ])('%s it is refused', async (_name, given, message) => {
    await set({ percentage: 1 })
    const { status, body, kinds } = await start(given)
    expect({ status, body, kinds }).toEqual({ status: 400, body: { message }, kinds: ['request.refused'] })
  })

  test('there is none without a group', async () => {
    const { status, body, kinds } = await start()
    expect({ status, body, kinds }).toEqual({ status: 400, body: { message: 'There is no Global Control Group' }, kinds: ['request.refused'] })
    await set({ percentage: 1 })
    await set(null)
    expect((await start()).status).toBe(400)
  })
})

describe('the group', () => {
  const ranges = () => e.world.globalControlGroup.ranges()

  test.each([1, 5, 15])('of %i %% has exactly that share of the buckets, in several ranges', async (percentage) => {
    await set({ percentage })
    expect(ranges().length).toBeGreaterThan(1)
    expect(ranges().reduce((sum, [from, to]) => sum + to - from + 1, 0)).toBe(percentage * 100)
    expect(ranges().every(([from, to], i, all) => from >= 0 && to <= 9999 && from <= to && (i === 0 || from > all[i - 1]![1]))).toBe(true)
  })

  test('takes new users too, and stays the same when only tags change', async () => {
    await set({ percentage: 5 })
    const before = ranges()
    const answer = await set({ percentage: 5, excluded_tags: ['transactional'] })
    expect(answer.body.global_control_group).toMatchObject({ percentage: 5, excluded_tags: ['transactional'] })
    expect(ranges()).toEqual(before)
    await set({ percentage: 5 })
    expect(e.world.globalControlGroup.get()!.excluded_tags).toEqual(['transactional'])
    crowd(e, 500)
    expect((await exported()).every(({ random_bucket }) => before.some(([from, to]) => random_bucket >= from && random_bucket <= to))).toBe(true)
  })

  test('is another one after it was disabled, or when its share changes', async () => {
    await set({ percentage: 5 })
    const first = ranges()
    await set(null)
    expect(ranges()).toEqual([])
    await set({ percentage: 5 })
    expect(ranges()).not.toEqual(first)
    const second = ranges()
    await set({ percentage: 6 })
    await set({ percentage: 5 })
    expect(ranges()).not.toEqual(second)
  })

  test.each([[0], [16], [2.5], ['5']])('of %j is refused: an integer between 1 and 15', async (percentage) => {
    expect((await set({ percentage })).status).toBe(422)
    expect((await e.admin('GET', '/settings')).body.global_control_group).toBe(null)
  })
})
