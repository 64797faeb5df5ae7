// Audience Paths and Decision Split: the first group that has the user on arrival, with filters on the context of the entry.
import { expect, test } from 'vitest'
import { advance, canvas, mail, people, trigger, walks, way } from '../../../kit/canvas.ts'
import { emulator } from '../../../kit/world.ts'

const likes = (value: string) => ({ filters: { filter: 'custom_attribute', name: 'likes', type: 'array', cmp: 'includes_any_of', value: [value] } })
const GROUPS = [{ name: 'Shoes', audience: likes('shoes') }, { name: 'Hats', audience: likes('hats') }]
const STEPS = [
  { id: 'wait', type: 'delay', settings: { duration_seconds: 3600 }, next_step_ids: ['sort'] },
  { id: 'sort', type: 'audience_paths', settings: { groups: GROUPS }, next_paths: [{ name: 'Shoes', next_step_id: 'shoes' }, { name: 'Hats', next_step_id: 'hats' }, { name: 'Everyone Else' }] },
  mail('shoes', 'Shoes'), mail('hats', 'Hats'),
]

test('by rank, on arrival and not on entry', async () => {
  const e = emulator()
  await people(e, 'both', 'hats', 'late', 'none')
  await e.post('/users/track', { attributes: [{ external_id: 'both', likes: ['hats', 'shoes'] }, { external_id: 'hats', likes: ['hats'] }] })
  await canvas(e, STEPS)
  await trigger(e, ['both', 'hats', 'late', 'none'])
  await e.post('/users/track', { attributes: [{ external_id: 'late', likes: ['shoes'] }] })
  await advance(e, '1h')
  expect(['both', 'hats', 'late', 'none'].map((id) => way(e, id).slice(1))).toEqual([['sort:Shoes/sorted', 'shoes:sent'], ['sort:Hats/sorted', 'hats:sent'], ['sort:Shoes/sorted', 'shoes:sent'], ['sort:Everyone Else/sorted']])
  expect(walks(e, 'hats')[0]!.steps[1]!.values).toEqual({ groups: [{ name: 'Shoes', in_audience: false }, { name: 'Hats', in_audience: true }] })
})

test('context variables of the entry are filters here', async () => {
  const e = emulator()
  await people(e, 'ann')
  const tier = (value: string) => ({ filters: { filter: 'context_variable', name: 'tier', type: 'string', cmp: 'is_any_of', value: [value] } })
  await canvas(e, [
    { id: 'split', type: 'decision_split', settings: { audience: tier('gold') }, next_paths: [{ name: 'Yes', next_step_id: 'sort' }, { name: 'No' }] },
    { id: 'sort', type: 'audience_paths', settings: { groups: [{ name: 'Gold', audience: tier('gold') }] }, next_paths: [{ name: 'Gold' }, { name: 'Everyone Else' }] },
  ])
  await trigger(e, ['ann'], { tier: 'gold' })
  expect(way(e, 'ann')).toEqual(['split:Yes/decided', 'sort:Gold/sorted'])
  await trigger(e, ['ann'], { tier: 'tin' })
  expect(way(e, 'ann')).toEqual(['split:No/decided'])
})
