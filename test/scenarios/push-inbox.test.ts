// Pushes in scenarios: each is handed to the device once, to one that was offline when it is back, to no app that is gone; a forgotten await is found.
import { expect, test } from 'vitest'
import { scenario } from '../../scenarios/kit.ts'
import type { Stage } from '../../scenarios/kit.ts'
import { collect } from '../../scenarios/registry.ts'
import { runScenario } from '../../scenarios/runner.ts'
import { ownEmulator } from '../../scenarios/target.ts'

async function play(body: (stage: Stage) => Promise<void>): Promise<string> {
  const [one] = await collect(async () => scenario('it', {}, body))
  const { status, failure } = await runScenario(one!, ownEmulator())
  return failure === undefined ? status : failure.message
}
const send = ({ rest }: Stage, title: string) => rest.post('/messages/send', { external_user_ids: ['mel'], messages: { android_push: { title, alert: 'There' } } })
async function mel({ device, clock }: Stage) {
  const phone = device('android')
  phone.launch()
  phone.changeUser('mel')
  phone.allowPush('token-1')
  await clock.advance('20s')
  return phone
}

test('each push once, in order', () =>
  expect(play(async (stage) => {
    const phone = await mel(stage)
    await send(stage, 'one')
    await send(stage, 'two')
    stage.expect.value((await phone.receivePushes()).map(({ title }) => title), 'shown').toEqual(['one', 'two'])
    await send(stage, 'three')
    await phone.receivePushes()
    await phone.receivePushes()
    stage.expect.value(phone.state().pushes.length, 'arrived').toEqual(3)
  })).resolves.toBe('passed'))

test('a device that was offline gets them when it is back', () =>
  expect(play(async (stage) => {
    const phone = await mel(stage)
    phone.goOffline()
    await send(stage, 'one')
    stage.expect.value(await phone.receivePushes(), 'shown offline').toEqual([])
    stage.expect.value(phone.state().pushes, 'arrived offline').toEqual([])
    phone.goOnline()
    stage.expect.value((await phone.receivePushes()).map(({ title }) => title), 'shown').toEqual(['one'])
  })).resolves.toBe('passed'))

test('reinstalled and launched, the app is reached by its new token; the old one is bad', () =>
  expect(play(async (stage) => {
    const phone = await mel(stage)
    phone.uninstall()
    phone.reinstall()
    phone.launch()
    phone.changeUser('mel')
    phone.allowPush('token-2')
    await stage.clock.advance('20s')
    await send(stage, 'one')
    stage.expect.value((await phone.receivePushes()).map(({ title }) => title), 'shown').toEqual(['one'])
    await stage.expect.journal('push.bounced', { about: 'mel', count: 1, data: { token: 'token-1' } })
    await stage.expect.pushToken('mel', 'token-2')
  })).resolves.toBe('passed'))

test('a device that nobody knows can be uninstalled', () =>
  expect(play(async (stage) => {
    stage.device('ios').uninstall()
    await stage.expect.users(0)
  })).resolves.toBe('passed'))

test('receivePushes without await fails the scenario', () =>
  expect(play(async (stage) => {
    const phone = await mel(stage)
    await stage.expect.users(1)
    void phone.receivePushes()
  })).resolves.toMatch(/receivePushes\(\) at push-inbox\.test\.ts:\d+\n {2}was not awaited/))
