// Why each device of a user gets an in-app campaign or does not: the values compared, and nothing written.
import { describe, expect, test } from 'vitest'
import { homeKeys } from '../../../emulator/index.ts'
import { define } from '../../kit/messaging.ts'
import { ask, iam, shown, triggers } from '../../kit/in-app.ts'
import { known } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
const DEVICES = ['web', 'ios', 'android'] as const
const PLATFORMS = ['Web', 'iOS', 'Android']
const on = ({ devices }: any): any[] => PLATFORMS.map((name) => devices.find(({ platform }: any) => platform === name))

async function explained(e: Emulator): Promise<any> {
  for (const app of DEVICES) await ask(e, app, { user: 'u1' })
  let body: any
  const rows = await e.rowsOf(async () => (body = (await e.admin('GET', `/users/${e.world.profiles.byExternalId('u1')!.braze_id}/explain?campaign_id=c`)).body))
  expect(rows).toEqual([])
  return body
}
async function stage(message: object = {}, more: object = {}): Promise<any> {
  const e = emulator()
  await iam(e, message as Record<string, unknown>, more as Record<string, unknown>)
  return explained(e)
}
/** `platform:form` of a device that gets it, `platform:gate:reason` of one that does not. */
const told = (body: any): string[] => on(body).map(({ platform, gets, gates }: any) => `${platform}:${gets ?? ((stop) => `${stop.gate}:${stop.reason}`)(gates.find((gate: any) => !gate.passed))}`)
const all = (what: string): string[] => PLATFORMS.map((platform) => `${platform}:${what}`)

test('all of them, with what they were handed before', async () => {
  const e = emulator()
  await iam(e)
  const body = await explained(e)
  expect([body.passed, told(body)]).toEqual([true, all('inapp')])
  expect(on(body)[0]).toEqual({
    device_id: 'e5585b85-web', app_id: homeKeys.web, platform: 'Web', sdk_version: '6.13.0', gets: 'inapp', message_id: (await shown(e, '&device_id=e5585b85-web'))[0].id, trigger_condition: [{ type: 'open' }], passed: true, reason: null, why: null,
    gates: [
      { gate: 'campaign', passed: true }, { gate: 'message_type', passed: true, seen: { message_variation_id: 'm', type: 'MODAL' } },
      { gate: 'platform', passed: true, seen: { message_variation_id: 'm', type: 'MODAL', platform: 'Web', platforms: 'both', app_id: homeKeys.web, app_ids: null } },
      { gate: 'trigger', passed: true, seen: { app_id: homeKeys.web, conditions: 1 } }, { gate: 'liquid', passed: true, seen: { rendered: 'with the triggers' } },
    ],
  })
})

describe('what keeps it from a device', () => {
  test.each<[string, object, object, string[], string | null]>([
    ['the platform', { platforms: 'web' }, {}, ['Web:inapp', 'iOS:platform:other_platform', 'Android:platform:other_platform'], null],
    ['the app', { app_ids: [homeKeys.ios] }, {}, ['Web:platform:other_platform', 'iOS:inapp', 'Android:platform:other_platform'], null],
    ['no app has it', { app_ids: ['none'] }, {}, all('platform:other_platform'), 'other_platform'],
    ['a type of browsers', { type: 'WEB_HTML', message: '<p>x</p>' }, {}, ['Web:inapp', 'iOS:platform:other_platform', 'Android:platform:other_platform'], null],
    ['a survey without choices', { type: 'survey' }, {}, all('message_type:nothing_to_draw'), 'nothing_to_draw'],
    ['the app of its trigger', {}, { trigger: { type: 'session_start', app_ids: [homeKeys.android] } }, ['Web:trigger:other_platform', 'iOS:trigger:other_platform', 'Android:inapp'], null],
    ['Liquid that aborts', { message: "{% abort_message('no') %}" }, {}, all('liquid:aborted'), 'aborted'],
    ['Liquid that is broken', { message: '{% if %}' }, {}, all('liquid:liquid_error'), 'liquid_error'],
    ['nothing: it is rendered at its display', { message: '{{event_properties.${x}}}' }, {}, all('templated_iam'), null],
    ['the audience', {}, { audience: { filters: { filter: 'custom_event', name: 'x', cmp: 'more_than', value: 0 } } }, all('campaign:not_in_audience'), 'not_in_audience'],
    ['its end', {}, { trigger: { type: 'session_start', end: '2026-02-28T00:00:00Z' } }, all('campaign:ended'), 'ended'],
    ['nothing: its start is judged on the device', {}, { trigger: { type: 'session_start', start: '2026-03-02T00:00:00Z' } }, all('inapp'), null],
    ['a draft', {}, { draft: true }, all('campaign:not_live'), 'not_live'],
  ])('%s', async (_, message, more, devices, reason) => {
    const body = await stage(message, more)
    expect([told(body), body.reason, body.passed]).toEqual([devices, reason, reason === null])
  })

  test('the control group: it gets a control', async () => {
    const e = emulator()
    await define(e, 'campaigns', { id: 'c', name: 'C', trigger: { type: 'session_start' }, messages: { m: { channel: 'in_app_message', message: 'x', percent: 0 }, k: { type: 'control', percent: 100 } } })
    const body = await explained(e)
    expect([told(body), body.reason]).toEqual([all('control'), 'control_group'])
  })

  test('the Global Control Group, with the values compared', async () => {
    const e = emulator()
    await known(e, 'u1')
    await iam(e)
    const { random_bucket } = e.world.profiles.byExternalId('u1')!
    await e.admin('PATCH', '/settings', { global_control_group: { percentage: 15 } })
    const body = await explained(e)
    expect(told(body)).toEqual(all('campaign:global_control_group'))
    expect(body.devices[0].gates[0].seen).toEqual({ gate: 'global_control_group', random_bucket, percentage: 15 })
  })
})

test('it agrees with what the devices are given; a user without a device would get it', async () => {
  const e = emulator()
  await known(e, 'u2')
  await iam(e, { platforms: 'mobile' })
  const body = await explained(e)
  const given = await Promise.all(DEVICES.map(async (app) => (await triggers(e, app, { user: 'u1' })).length === 1))
  expect(on(body).map(({ passed }: any) => passed)).toEqual(given)
  const other = (await e.admin('GET', `/users/${e.world.profiles.byExternalId('u2')!.braze_id}/explain?campaign_id=c`)).body
  expect([other.passed, other.devices, other.gates.at(-1)]).toEqual([true, [], { gate: 'devices', passed: true, seen: { channel: 'in_app_message', devices: 0, get_it: 0 } }])
})

test('no promotion code is used to explain', async () => {
  const e = emulator()
  await e.admin('POST', '/promotion_lists', { name: 'Spring', code_snippet: 'spring', codes: ['A1'] })
  await iam(e, { message: "{% promotion('spring') %}" })
  await explained(e)
  expect(e.world.promotionLists.list()[0]!.remaining).toBe(1)
})
