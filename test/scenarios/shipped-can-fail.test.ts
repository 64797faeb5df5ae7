// Every shipped scenario about sessions and who somebody is (rows 4, 7 and 8) finds the defect it is there for, and the suite has all rows.
import { expect, test } from 'vitest'
import { qaRows, rowLabel } from '../../scenarios/qa-rows.ts'
import { shipped } from '../../scenarios/shipped.ts'
import * as broken from './broken-emulators.ts'
import { brokenForAll, brokenForDevices, PARTS, proveAbleToFail } from './can-fail.ts'
import type { Proof } from './can-fail.ts'

const proofs: readonly Proof[] = [
  [/back within the session timeout/, 'counts sessions twice', broken.twice('ss'), /expect\.sessions.*\n {2}count: expected 1, was 2/],
  [/back within the session timeout/, 'ends a session at once', broken.events((event) => (event['name'] === 'ss' ? [event, { ...event, name: 'se', data: { d: 0 } }] : [event])), /open: expected 1, was 0/],
  [/back within the session timeout/, 'forgets the session of an event', broken.events((event) => [event['name'] === 'ce' ? { ...event, session_id: 'another' } : event]), /session_id: expected '.+', was 'another'/],
  [/back after the session timeout/, 'drops session ends', broken.without('se'), /(open|seconds): expected/],
  [/back after the session timeout/, 'drops session starts', broken.without('ss'), /expect\.sessions/],
  [/back after the session timeout/, 'loses the duration', broken.events((event) => [event['name'] === 'se' ? { ...event, data: {} } : event]), /seconds\[0\]: expected 30, was 0/],
  [/after a force quit/, 'drops session ends', broken.without('se'), /open: expected 1, was 2/],
  [/after a force quit/, 'loses the duration', broken.events((event) => [event['name'] === 'se' ? { ...event, data: {} } : event]), /seconds\[0\]: expected \d+, was 0/],
  [/after a force quit/, 'invents a session end', broken.events((event) => (event['name'] === 'ss' ? [event, { ...event, name: 'se', data: { d: 20 } }] : [event])), /open: expected 1, was 0/],

  [/changeUser to a new id/, 'drops user ids', broken.withoutUserIds, /expect\.profile\('mel'\).*\n {2}there is no such user/],
  [/changeUser to a new id/, 'makes a new profile for a new id', broken.newDeviceForEachUser, /braze_id: expected/],
  [/changeUser to a new id/, 'drops custom events', broken.without('ce'), /browsed/],
  [/changeUser to a new id/, 'counts events twice', broken.twice('ce'), /expected 2 time\(s\), happened 4 time\(s\)/],
  [/changeUser to a new id/, 'drops aliases', broken.without('uae'), /user_aliases: expected .* is not there/],
  [/changeUser to a new id/, 'invents an attribute', broken.requests('/api/v3/data', (body) => (body['respond_with']?.user_id === undefined ? body : { ...body, attributes: [...(body['attributes'] ?? []), { user_id: body['respond_with'].user_id, country: 'AQ' }] })), /the profile, but for its id and apps[^]*country/],
  [/changeUser to an existing id/, 'merges everything', broken.setting({ merge_mode: 'merge-endpoint' }), /custom_events: expected 1 item\(s\), there are 2/],
  [/changeUser to an existing id/, 'merges nothing', broken.setting({ merge_mode: 'none' }), /last_name: expected 'Onymous', is not there/],
  [/changeUser to an existing id/, 'leaves the anonymous user where it is', broken.newDeviceForEachUser, /last_name: expected 'Onymous', is not there/],

  [/one known user to another/, 'gives events to the wrong user', broken.events((event) => [event['name'] === 'ce' || event['name'] === 'p' ? { ...event, user_id: 'ann' } : event]), /total_revenue: expected 25, is not there/],
  [/one known user to another/, 'drops user ids', broken.withoutUserIds, /there is no such user/],
  [/one known user to another/, 'counts sessions twice', broken.twice('ss'), /count: expected 2, was 4/],

  [/gives a new anonymous user/, 'takes every device for the same one', broken.oneDeviceForAll, /expect\.profile\(the user of the \w+ device\).*\n {2}there is no such user/],
  [/gives a new anonymous user/, 'keeps the user that the device had', broken.requests('/api/v3', (body) => ({ ...body, user_id: 'mel', respond_with: { ...body['respond_with'], user_id: 'mel' }, events: (body['events'] ?? []).map((event: any) => ({ ...event, user_id: 'mel' })) })), /external_id: must not be there, was 'mel'/],
  [/gives a new anonymous user/, 'drops custom events', broken.without('ce'), /custom_events: expected/],

  [/the first launch makes an anonymous profile/, 'gives a user id at once', broken.requests('/api/v3', (body) => ({ ...body, user_id: 'mel' })), /external_id: must not be there, was 'mel'/],
  [/the first launch makes an anonymous profile/, 'forgets who was there an hour ago', broken.requests('/api/v3', (body) => ({ ...body, device_id: `${body['device_id']}${body['time'] < 1772370000 ? '' : '-again'}` })), /braze_id|custom_events|sessions|count/],
  [/the first launch makes an anonymous profile/, 'drops custom events', broken.without('ce'), /custom_events: expected/],
  [/the first launch makes an anonymous profile/, 'exports other than it stores', broken.answers('/users/export/ids', (body) => ({ ...body, users: body['users'].map(({ home_city: _, ...user }: any) => user) })), /home_city: stored 'Lyon', exported nothing/],
  [/each device has an anonymous profile/, 'takes every device for the same one', broken.oneDeviceForAll, /there is no such user/],
  [/each device has an anonymous profile/, 'leaves anonymous users out of segments', broken.defined('segments', (body) => ({ ...body, filters: { filter: 'custom_attribute', name: 'known', type: 'string', cmp: 'is_any_of', value: ['yes'] } })), /the export of segment 'everybody' does not have the user of the \w+ device/],
  [/each device has an anonymous profile/, 'does not know users by braze_id', broken.requests('/users/track', (body) => ({ attributes: body['attributes'].map(({ braze_id: _, ...rest }: any) => ({ ...rest, external_id: 'nobody' })) })), /custom_attributes\.vip/],
]

await proveAbleToFail('identity', proofs, { blanket: [...brokenForDevices, ...brokenForAll] })

test('the suite has every row of the QA table and no other, each scenario in one part of the proofs', async () => {
  const scenarios = await shipped()
  expect([...new Set(scenarios.flatMap(({ rows }) => rows))].sort()).toEqual(qaRows.map(({ number }) => rowLabel(number)).sort())
  expect(scenarios.filter(({ rows }) => rows.length === 0).map(({ name }) => name)).toEqual([])
  expect(Object.values(PARTS).flat().sort((a, b) => a - b)).toEqual(qaRows.map(({ number }) => number))
})
