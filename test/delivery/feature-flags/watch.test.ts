// What Canvases and experiments do with flags reaches open pages, and people hear of steps whose flag there is not. docs: canvas_components/feature_flags; observed: web SDK 6.13.0 (`ffr`)
import { expect, test } from 'vitest'
import { emulator, NOW } from '../../kit/world.ts'

const T = Date.parse(NOW) / 1000
const CANVAS = { id: 'c', name: 'C', schedule_type: 'action_based', entry: { trigger: { type: 'custom_event', name: 'go' } }, steps: [{ id: 's', type: 'feature_flag', settings: { flag_id: 'f' } }] }

/** Two pages that listen, and what each was told since somebody looked. */
async function listening() {
  const e = emulator()
  await e.admin('POST', '/feature_flags', { id: 'f', properties: { size: { type: 'number', value: 1 } } })
  const page = async (user_id: string) => {
    const { body } = await e.sdk('web', '/dust/config', { device_id: `d-${user_id}`, time: T, user_id })
    const stream = e.world.realTime.connect(body.auth)![Symbol.asyncIterator]()
    /** All that it was told so far: up to a signal that is sent now, to tell where to stop. */
    return async (): Promise<string[]> => {
      const heard: string[] = []
      for (;;) {
        const type = /"type":"(\w+)"/.exec(new TextDecoder().decode((await stream.next()).value as Uint8Array))![1]!
        if (type === 'ccr') return heard
        heard.push(type)
      }
    }
  }
  const [ann, bob] = [await page('ann'), await page('bob')]
  const hears = async () => {
    await e.admin('POST', '/settle')
    e.world.db.tx(() => e.world.realTime.tell('ccr'))
    return { ann: Number((await ann()).includes('ffr')), bob: Number((await bob()).includes('ffr')) }
  }
  const told = async (work: () => Promise<unknown>): Promise<{ ann: number; bob: number }> => {
    await hears()
    await work()
    return hears()
  }
  return { e, told }
}
const BOTH = { ann: 1, bob: 1 }
const NOBODY = { ann: 0, bob: 0 }

test('F1: pages hear when a flag or an experiment changes, and when a Canvas gives or takes one', async () => {
  const { e, told } = await listening()
  expect(await told(() => e.admin('PATCH', '/feature_flags/f', { everyone_else: true }))).toEqual(BOTH)
  expect(await told(() => e.admin('POST', '/campaigns', { id: 'x', name: 'X', messages: { m: { channel: 'feature_flag', flag_id: 'f' } } }))).toEqual(BOTH)
  expect(await told(() => e.admin('POST', '/campaigns/x/stop'))).toEqual(BOTH)
  expect(await told(() => e.admin('POST', '/campaigns', { id: 'w', name: 'W', messages: { m: { channel: 'sms', body: 'x' } } }))).toEqual(NOBODY)
  await e.admin('POST', '/canvases', CANVAS)
  expect(await told(() => e.post('/users/track', { events: [{ external_id: 'ann', name: 'go', time: NOW }] }))).toEqual({ ann: 1, bob: 0 })
  expect(await told(() => e.admin('PATCH', '/canvases/c', { steps: [{ ...CANVAS.steps[0], settings: { flag_id: 'f', properties: { size: { type: 'number', value: 2 } } } }] }))).toEqual(BOTH)
  expect(await told(() => e.admin('PATCH', '/canvases/c', { steps: [{ id: 'd', type: 'delay', settings: { duration_seconds: 1 } }], variants: [] }))).toEqual(BOTH)
  expect(await told(() => e.admin('POST', '/canvases/c/stop'))).toEqual(NOBODY)
})

test('a step whose flag there is not, is archived, or has no such property is accepted, and said to be so', async () => {
  const { e } = await listening()
  const notes = async (body: object) => (await e.rowsOf(async () => expect(await e.admin('POST', '/canvases', { ...CANVAS, ...body })).toMatchObject({ status: 201 }))).filter(({ kind }) => kind === 'decision.ignored').map(({ data }) => [data['rule'], data['why'], data['compared']])
  const step = (id: string, settings: object) => ({ id, type: 'feature_flag', settings })
  expect(await notes({})).toEqual([])
  await e.admin('POST', '/feature_flags', { id: 'old', archived: true })
  const about = (canvas_step_id: string, feature_flag: string) => ({ canvas_id: 'c2', canvas_step_id, feature_flag })
  expect(await notes({ id: 'c2', steps: [step('a', { flag_id: 'nope' }), step('b', { flag_id: 'old' }), step('c', { flag_id: 'f', properties: { colour: { type: 'string', value: 'x' }, size: { type: 'number', value: 1 } } })] })).toEqual([
    ['canvas.feature_flag', 'there is no such feature flag: users of the step get nothing until there is', about('a', 'nope')],
    ['canvas.feature_flag', 'the feature flag is archived: users of the step get nothing', about('b', 'old')],
    ['canvas.feature_flag', 'properties.colour is no property of the feature flag: size', about('c', 'f')],
  ])
  expect((await e.admin('GET', '/diagnostics')).body.diagnostics.filter((row: object) => JSON.stringify(row).includes('canvas.feature_flag'))).toHaveLength(3)
})
