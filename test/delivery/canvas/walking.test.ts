// Users on their way: entry by the API, messages, delays, splits; what the journal says of each move.
import { describe, expect, test } from 'vitest'
import { advance, canvas, CANVAS, mail, people, reasonOf, subjects, trigger, walks, way } from '../../kit/canvas.ts'
import { emulator } from '../../kit/world.ts'

const BLUE = { filter: 'custom_attribute', name: 'eye_color', type: 'string', cmp: 'is_any_of', value: ['blue'] }

describe('a user who enters by the API', () => {
  test('gets the first message, waits, and goes the way that the filters say', async () => {
    const e = emulator()
    await people(e, 'ann', 'bob')
    await e.post('/users/track', { attributes: [{ external_id: 'ann', eye_color: 'blue' }] })
    await canvas(e, [
      mail('hello', 'Hello', { next_step_ids: ['wait'] }),
      { id: 'wait', type: 'delay', settings: { delay: { type: 'duration', value: 2, unit: 'hours' } }, next_step_ids: ['split'] },
      { id: 'split', type: 'decision_split', settings: { audience: { filters: BLUE } }, next_paths: [{ name: 'Yes', next_step_id: 'blue' }, { name: 'No', next_step_id: 'other' }] },
      mail('blue', 'Blue eyes'),
      mail('other', 'Other eyes'),
    ])
    const kinds = await e.kindsOf(() => trigger(e, ['ann', 'bob']))
    expect(kinds).toEqual(['send.accepted', ...['ann', 'bob'].flatMap(() => ['canvas.entered', 'email.sent', 'email.delivered', 'canvas.advanced'])])
    expect(way(e, 'ann')).toEqual(['hello:sent', 'wait:…'])
    const later = await e.rowsOf(() => advance(e, '2h'))
    expect(later.map(({ kind }) => kind).filter((kind) => kind !== 'clock.changed')).toEqual(['ann', 'bob'].flatMap(() => ['canvas.advanced', 'canvas.advanced', 'email.sent', 'email.delivered', 'canvas.advanced', 'canvas.exited']))
    expect(way(e, 'ann')).toEqual(['hello:sent', 'wait:delayed', 'split:Yes/decided', 'blue:sent'])
    expect(way(e, 'bob')).toEqual(['hello:sent', 'wait:delayed', 'split:No/decided', 'other:sent'])
    expect([reasonOf(e, 'ann'), reasonOf(e, 'bob')]).toEqual(['completed', 'completed'])
    expect(subjects(e)).toEqual(['Hello', 'Hello', 'Blue eyes', 'Other eyes'])
    expect(walks(e, 'ann')[0]).toMatchObject({ canvas_id: CANVAS, variant: { control: false }, context: {}, exited_at: Date.parse('2026-03-01T14:00:00Z') })
  })
})
