// Translations go with a copy of their campaign or Canvas.
import { expect, test } from 'vitest'
import { addLocales, CHINESE, ES, GREETING, SPANISH, ZH } from '../../kit/locales.ts'
import { emulator } from '../../kit/world.ts'

test('of a campaign: message by message, and what is changed later stays apart', async () => {
  const e = emulator()
  await addLocales(e)
  const { world } = e
  const rows = await e.rowsOf(async () =>
    world.db.tx(() => {
      world.campaigns.create({ id: 'c1', name: 'C', draft: true, messages: { m1: { channel: 'email', body: GREETING }, m2: { channel: 'email', body: GREETING } } })
      world.translations.put({ object: 'campaign', id: 'c1', message: 'm2' }, ES.uuid, SPANISH)
      world.translations.copy('campaign', 'c1', world.campaigns.duplicate('c1', { name: 'C2' }).id)
      world.translations.put({ object: 'campaign', id: 'c1', message: 'm2' }, ES.uuid, CHINESE)
    }),
  )
  const copy = world.campaigns.list().find(({ name }) => name === 'C2')!
  const [first, second] = Object.keys(copy.messages)
  expect(rows.filter(({ kind }) => kind === 'translation.updated').map(({ data }) => [data['object_id'], data['message_id']])).toEqual([['c1', 'm2'], [copy.id, second], ['c1', 'm2']])
  expect(world.translations.list({ object: 'campaign', id: copy.id, message: second! }).map(({ translation_map }) => translation_map)).toEqual([SPANISH])
  expect(world.translations.list({ object: 'campaign', id: copy.id, message: first! })).toEqual([])
})

test('of a Canvas: step by step', async () => {
  const e = emulator()
  await addLocales(e)
  const { world } = e
  const copy = world.db.tx(() => {
    world.canvases.create({ id: 'v1', name: 'V', draft: true, steps: [{ id: 's1', messages: { m1: { channel: 'email', body: GREETING } } }, { id: 's2', messages: { m2: { channel: 'email', body: GREETING } } }] })
    world.translations.put({ object: 'canvas', id: 'v1', step: 's2', message: 'm2' }, ZH.uuid, CHINESE)
    const made = world.canvases.duplicate('v1', { name: 'V2' })
    world.translations.copy('canvas', 'v1', made.id)
    return made
  })
  const list = (index: number) => world.translations.list({ object: 'canvas', id: copy.id, step: copy.steps[index]!.id, message: '' }).map(({ locale, translation_map }) => [locale.id, translation_map])
  expect([list(0), list(1)]).toEqual([[], [[ZH.uuid, CHINESE]]])
})
