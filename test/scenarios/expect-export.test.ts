// expect.exported and expect.segmentExport: they pass on what is so, and say what is stored, shown and in the file where these differ.
import { expect, test } from 'vitest'
import { scenario } from '../../scenarios/kit.ts'
import type { Stage } from '../../scenarios/kit.ts'
import { collect } from '../../scenarios/registry.ts'
import { runScenario } from '../../scenarios/runner.ts'
import type { Result } from '../../scenarios/runner.ts'
import { ownEmulator } from '../../scenarios/target.ts'
import type { Wrap } from '../../scenarios/target.ts'
import * as broken from './broken-emulators.ts'

async function play(body: (stage: Stage) => Promise<void>, wrap?: Wrap): Promise<Result> {
  const [one] = await collect(async () => scenario('it', body))
  return runScenario(one!, ownEmulator(wrap))
}

async function people({ rest, admin }: Stage): Promise<void> {
  await admin.post('/segments', { id: 'pros', name: 'Pros', filters: { filter: 'custom_attribute', name: 'plan', type: 'string', cmp: 'is_any_of', value: ['pro'] } })
  await rest.post('/users/track', {
    attributes: [{ external_id: 'mel', first_name: 'Mel', phone: '+49 (170) 123-4567', plan: 'pro' }, { external_id: 'bob', plan: 'free' }],
    events: [{ external_id: 'mel', name: 'old', time: '2025-01-01T00:00:00Z' }, { external_id: 'mel', name: 'new', time: '2026-02-01T00:00:00Z' }],
  })
}

test('exported: passes, answers the profile, and looks for the fields; a phone number and old events are no difference', async () => {
  let found: unknown
  const right = await play(async (stage) => {
    await people(stage)
    found = await stage.expect.exported('mel', { first_name: 'Mel', phone: '+491701234567', custom_events: [{ name: 'new' }], last_name: undefined }, { segment: 'pros' })
  })
  expect(right.failure?.message).toBeUndefined()
  expect(found).toMatchObject({ external_id: 'mel', custom_attributes: { plan: 'pro' } })

  const wrong = await play(async (stage) => {
    await people(stage)
    await stage.expect.exported('mel', { first_name: 'Mal', plan: 'pro' })
  })
  expect(wrong.failure!.message).toMatch(/^expect\.exported\('mel'\) at expect-export\.test\.ts:\d+\n {2}first_name: expected 'Mal', was 'Mel'\n {2}plan: expected 'pro', is not there\n {2}expected: \{ first_name: 'Mal', plan: 'pro' \}\n {2}was: {6}\{ first_name: 'Mel' \}\n/)
  expect(wrong.failure!.message).toContain("last journal rows of 'mel':")
})

test('exported: what is stored and what is shown differ, in either direction', async () => {
  const look = async (stage: Stage): Promise<void> => {
    await people(stage)
    await stage.expect.exported('mel')
  }
  const hidden = await play(look, broken.exported(({ first_name: _, ...user }) => user))
  expect(hidden.failure!.message).toContain(`first_name: stored 'Mel', exported nothing`)
  const invented = await play(look, broken.exported((user) => ({ ...user, home_city: 'Oslo', custom_attributes: { ...user['custom_attributes'], more: 1 } })))
  expect(invented.failure!.message).toContain(`home_city: stored nothing, exported 'Oslo'`)
  expect(invented.failure!.message).toContain(`custom_attributes: stored { plan: 'pro' }, exported { plan: 'pro', more: 1 }`)
  const forgotten = await play(look, broken.answers('/_emulator/users/', (body) => ({ ...body, custom_events: [] })))
  expect(forgotten.failure!.message).toMatch(/custom_events: stored nothing, exported \[/)
})

test('exported: the file of a segment lacks the user, or a field', async () => {
  const look = (who: string) => async (stage: Stage): Promise<void> => {
    await people(stage)
    await stage.expect.exported(who, {}, { segment: 'pros' })
  }
  expect((await play(look('bob'))).failure!.message).toContain(`the export of segment 'pros' does not have 'bob'`)
  const fewer = await play(look('mel'), broken.requests('/users/export/segment', (body) => ({ ...body, fields_to_export: ['braze_id', 'phone'] })))
  expect(fewer.failure!.message).toContain(`first_name: in the ZIP nothing, by /users/export/ids 'Mel'`)
})

test('segmentExport: answers the users of the file, and says why there is none', async () => {
  let users: unknown
  const right = await play(async (stage) => {
    await people(stage)
    users = await stage.expect.segmentExport('pros', { fields_to_export: ['external_id'], custom_attributes_to_export: ['plan'] })
  })
  expect(right.failure?.message).toBeUndefined()
  expect(users).toEqual([{ external_id: 'mel', custom_attributes: { plan: 'pro' } }])

  const unknown = await play(async ({ expect: e }) => void (await e.segmentExport('nobody', { fields_to_export: ['external_id'] })))
  expect(unknown.failure!.message).toMatch(/^expect\.segmentExport\('nobody'\).*\n {2}POST \/users\/export\/segment answered 400\n/)
})
