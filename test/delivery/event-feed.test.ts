// emulator/delivery/event-feed.ts: what users do, heard once and in order, also over a restart; nothing is read while nobody listens.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createEventFeed } from '../../emulator/delivery/event-feed.ts'
import { folder } from '../kit/kernel.ts'
import { emulator } from '../kit/world.ts'

type World = ReturnType<typeof emulator>['world']
const failures: string[] = []
/** A feed of our own in the world's place. */
function listen(world: World, active: () => boolean = () => true, effect: (name: string) => void = () => {}) {
  const heard: string[] = []
  failures.length = 0
  const feed = createEventFeed({ ...world, failed: (error) => void failures.push(String(error)) })
  feed.subscribe({
    active,
    hear: ({ kind, data }, profile) => {
      heard.push(`${kind} ${String(data['name'] ?? '')} ${profile.external_id}`)
      effect(String(data['name']))
    },
  })
  return heard
}
const event = (name: string, external_id = 'mel') => ({ external_id, name, time: '2026-03-01T11:00:00Z' })

test('events are heard at the next settle, in order, each once', async () => {
  const e = emulator()
  const heard = listen(e.world)
  await e.post('/users/track', { events: [event('one'), event('two', 'kim'), event('three')] })
  expect(heard).toEqual([])
  await e.world.scheduler.settle()
  expect(heard).toEqual(['custom_event.logged one mel', 'custom_event.logged two kim', 'custom_event.logged three mel'])
  await e.post('/users/track', { events: [event('four')] })
  await e.world.scheduler.settle()
  await e.world.scheduler.settle()
  expect(heard.slice(3)).toEqual(['custom_event.logged four mel'])
})

test('what happened while nobody listened is not heard later', async () => {
  const e = emulator()
  let active = false
  const heard = listen(e.world, () => active)
  await e.post('/users/track', { events: [event('before')] })
  await e.world.scheduler.settle()
  active = true
  await e.post('/users/track', { events: [event('after')] })
  await e.world.scheduler.settle()
  expect(heard).toEqual(['custom_event.logged after mel'])
})

test('what a listener causes is heard too, after it', async () => {
  const e = emulator()
  const heard = listen(e.world, () => true, (name) => {
    if (name !== 'cause') return
    e.world.customEvents.log(e.world.profiles.byExternalId('mel')!, { name: 'effect', at: e.world.clock.now(), properties: {} }, { source: 'rest', app_id: null, session_id: null })
  })
  await e.post('/users/track', { events: [event('cause'), event('next')] })
  await e.world.scheduler.settle()
  expect(heard).toEqual(['custom_event.logged cause mel', 'custom_event.logged next mel', 'custom_event.logged effect mel'])
})

test('more than one page is heard whole', async () => {
  const e = emulator()
  const heard = listen(e.world)
  e.world.db.tx(() => {
    const mel = e.world.profiles.create('rest', 'mel')
    for (let n = 0; n < 1203; n++) e.world.customEvents.log(mel, { name: `e${n}`, at: e.world.clock.now(), properties: {} }, { source: 'rest', app_id: null, session_id: null })
  })
  await e.world.scheduler.settle()
  expect(heard).toEqual(Array.from({ length: 1203 }, (_, n) => `custom_event.logged e${n} mel`))
})

test('a restart in the middle loses nothing', async () => {
  const db = join(folder(), 'world.db')
  const first = emulator({ db })
  listen(first.world)
  await first.post('/users/track', { events: [event('one')] })
  first.core.close()
  const second = emulator({ db })
  const heard = listen(second.world)
  await second.world.scheduler.settle()
  expect(heard).toEqual(['custom_event.logged one mel'])
})

test('events of a merged user are the kept one\'s; those of a deleted one are nobody\'s', async () => {
  const e = emulator()
  const heard = listen(e.world)
  await e.post('/users/track', { events: [event('of mel'), event('of kim', 'kim'), event('of gone', 'gone')] })
  await e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'mel' }, identifier_to_keep: { external_id: 'kim' } }] })
  await e.post('/users/delete', { external_ids: ['gone'] })
  await e.world.scheduler.settle()
  expect(heard).toEqual(['custom_event.logged of mel kim', 'custom_event.logged of kim kim'])
})

test('a listener that fails undoes only what it did for that event, and is told', async () => {
  const e = emulator()
  const heard = listen(e.world, () => true, (name) => {
    if (name === 'bad') throw new Error('a bug')
  })
  await e.post('/users/track', { events: [event('good'), event('bad'), event('last')] })
  await e.world.scheduler.settle()
  expect(heard).toEqual(['custom_event.logged good mel', 'custom_event.logged bad mel', 'custom_event.logged last mel'])
  expect(failures).toEqual(['Error: a bug'])
})
