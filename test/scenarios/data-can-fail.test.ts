// Every shipped scenario about data (rows 1, 2, 3, 5 and 6) finds the defects it is there for.
import * as broken from './broken-emulators.ts'
import { brokenForAll, brokenForDevices, proveAbleToFail } from './can-fail.ts'
import type { Proof } from './can-fail.ts'

// The keys that every Brazier starts with
const KEYS = { rest: 'b4a2e000-0000-4000-8000-000000000001', sdk: 'b4a2e000-0000-4000-8000-0000000000a1' }
const data = (code: string, edit: (data: any) => unknown) => broken.events((event) => [event['name'] === code ? { ...event, data: edit(event['data']) } : event])

const proofs: readonly Proof[] = [
  [/all kinds of data/, 'drops events of the REST API', broken.requests('/users/track', ({ events: _, ...body }) => body), /expect\.exported\('mel'\).*\n {2}custom_events/],
  [/all kinds of data/, 'leaves a field out of the ZIP', broken.requests('/users/export/segment', (body) => ({ ...body, fields_to_export: body['fields_to_export'].filter((name: string) => name !== 'purchases') })), /purchases: in the ZIP nothing, by \/users\/export\/ids \[/],
  [/all kinds of data/, 'never has the file', broken.stub('/_hosted', 404, { message: 'Not Found' }), /the file of the segment export is not there: .* answered 404/],
  [/all kinds of data/, 'has a broken file', broken.stub('/_hosted', 200, {}), /the file of the segment export can not be read/],
  [/all kinds of data/, 'leaves the user out of the file', broken.defined('segments', (body) => ({ ...body, filters: { filter: 'custom_attribute', name: 'tier', type: 'string', cmp: 'is_any_of', value: ['silver'] } })), /the export of segment 'everybody' does not have 'mel'/],
  [/all kinds of data/, 'stores other than it exports', broken.answers('/_emulator/users/', (body) => ({ ...body, total_revenue: body['total_revenue'] + 1 })), /total_revenue: stored 61\.5, exported 60\.5/],
  [/all kinds of data/, 'rounds numbers', broken.tracked('attributes', (item) => ({ ...item, ratio: 1 })), /the custom attributes is not what was expected\n {2}ratio: expected 0\.75, was 1/],
  [/all kinds of data/, 'drops the properties of purchases', data('p', ({ pr: _, ...rest }) => rest), /the purchases, newest first/],
  [/all kinds of data/, 'drops aliases', broken.without('uae'), /user_aliases: expected/],
  [/REST and SDK data meet/, 'drops SDK events', broken.without('ce'), /expect\.event/],
  [/REST and SDK data meet/, 'ignores increments', broken.without('inc'), /points: expected 15, was 10/],
  [/REST and SDK data meet/, 'drops events of the REST API', broken.requests('/users/track', ({ events: _, ...body }) => body), /events_processed/],
  [/REST and SDK data meet/, 'drops user ids', broken.withoutUserIds, /total_revenue: expected 35, was 25/],
  [/a segment export has the users/, 'exports whatever it has', broken.requests('/users/export/segment', (body) => ({ ...body, fields_to_export: [...body['fields_to_export'], 'email'] })), /the users of the file is not what was expected/],
  [/a segment export has the users/, 'exports everybody', broken.defined('segments', (body) => ({ ...body, filters: { op: 'AND', children: [] } })), /expected 3 item\(s\), there are 4/],
  [/a segment export has the users/, 'exports all custom attributes', broken.requests('/users/export/segment', ({ custom_attributes_to_export: _, ...body }) => ({ ...body, fields_to_export: [...body['fields_to_export'], 'custom_attributes'] })), /the users of the file is not what was expected/],
  [/a segment export has the users/, 'exports who has left', broken.tracked('attributes', (item) => (item['tier'] === 'silver' && item['first_name'] === undefined ? { external_id: item['external_id'] } : item)), /the ids of the next file/],

  [/values keep their types/, 'makes texts of numbers', broken.attributes((entry) => (entry['custom']?.integer === undefined ? entry : { ...entry, custom: { ...entry['custom'], integer: '42' } })), /the attributes of app.*\n {2}integer: expected 42, was '42'/],
  [/values keep their types/, 'makes numbers of texts', broken.tracked('attributes', (item) => ({ ...item, number_as_text: 42 })), /the attributes of backend.*\n {2}number_as_text: expected '42', was 42/],
  [/values keep their types/, 'knows ASCII only', broken.requests('/api/v3/data', (body) => JSON.parse(JSON.stringify(body).replace(/[^\x20-\x7e]/g, '?')) as typeof body), /letters: expected/],
  [/values keep their types/, 'flattens the properties of events', data('ce', ({ p, ...rest }) => ({ ...rest, p: { ...p, object: JSON.stringify(p?.object) } })), /the events of app/],
  [/values keep their types/, 'sorts lists', data('set', (set) => ({ ...set, value: [...(set.value ?? [])].sort() })), /list\[0\]: expected 'b', was 'a'/],
  [/a time is the same moment/, 'reads no zones', broken.requests('/users/track', (body) => JSON.parse(JSON.stringify(body).replace(/(\d\d)[+-]0\d:00"/g, '$1Z"')) as typeof body), /(first|last): expected/],
  [/a time is the same moment/, 'takes the time of arrival', broken.timeOfArrival, /first: expected '2026-03-01T12:00:00/],
  [/a time is the same moment/, 'shifts birthdays', broken.attributes((entry) => (entry['dob'] === undefined ? entry : { ...entry, dob: '1990-01-01' })), /dob: expected '1990-01-02', was '1990-01-01'/],
  [/a time is the same moment/, 'ignores the zone of the device', broken.requests('/api/v3', (body) => (body['device'] === undefined ? body : { ...body, device: { ...body['device'], time_zone: undefined } })), /time_zone: expected 'Pacific\/Auckland', is not there/],
  [/what is longer than allowed/, 'drops the newest items of a list', data('set', (set) => ({ ...set, value: set.value?.slice(0, 25) })), /the list: the newest 25 items/],
  [/what is longer than allowed/, 'takes nothing of a batch with a bad event', broken.requests('/api/v3/data', (body) => ((body['events'] ?? []).some((event: any) => event.data?.c === 'XXL' || event.data?.q === 101) ? { ...body, events: [] } : body)), /purchases: expected|expect\.event\('mel', 'wrote'\)/],
  [/what is longer than allowed/, 'cuts too much', broken.requests('/api/v3/data', (body) => JSON.parse(JSON.stringify(body).replace(/x{200,}/g, 'x'.repeat(200))) as typeof body), /first_name: expected/],
  [/what is longer than allowed/, 'tells nobody of what it left out', broken.stub('/_emulator/diagnostics', 200, { diagnostics: [] }), /the diagnostics tell of what was left out/],
  [/one bad item of a request/, 'takes nothing with a bad item', broken.answers('/users/track', ({ attributes_processed: _, ...body }) => body), /attributes_processed: expected 2, is not there/],
  [/one bad item of a request/, 'tells no errors', broken.answers('/users/track', ({ errors: _, ...body }) => ({ ...body, errors: [] })), /the items with errors/],
  [/one bad item of a request/, 'makes users of bad items', broken.tracked('attributes', (item) => (item['external_id'] === 'bob' ? { external_id: 'bob' } : item)), /attributes_processed: expected 2, was 3/],
  [/one bad item of a request/, 'takes as much as it gets', broken.requests('/users/track', (body) => ({ ...body, ...(body['attributes'] === undefined ? {} : { attributes: body['attributes'].slice(0, 75) }) })), /answered 201/],
  [/one bad item of a request/, 'takes items of a list twice', broken.exported((user) => (user['custom_attributes']?.tags === undefined ? user : { ...user, custom_attributes: { ...user['custom_attributes'], tags: ['a', 'b', 'a'] } })), /custom_attributes/],

  [/offline, then online/, 'drops old events', broken.events((event, batch) => (batch['time'] - event['time'] > 60 ? [] : [event])), /expect\./],
  [/offline, then online/, 'counts events twice', broken.twice('ce'), /count: expected 3, was 6/],
  [/offline, then online/, 'takes the time of arrival', broken.timeOfArrival, /first: expected/],
  [/the event counts twice/, 'drops what comes again', broken.setting({ sdk_duplicates: 'drop' }), /expected 2 time\(s\), happened 1 time\(s\)/],
  [/the event counts twice/, 'injects no faults', broken.stub('/_emulator/faults', 200, { faults: [] }), /the last two requests/],
  [/the workspace drops duplicates/, 'ignores the setting', broken.stub('/_emulator/settings', 200, {}), /expected 1 time\(s\), happened 2 time\(s\)/],
  [/offline, then online/, 'takes what waited in another order', broken.requests('/api/v3/data', (body) => {
    const read = (body['events'] ?? []).filter((event: any) => event.name === 'ce')
    return { ...body, events: (body['events'] ?? []).map((event: any) => (event.name === 'ce' ? { ...event, time: read[read.length - 1 - read.indexOf(event)].time } : event)) }
  }), /(the pages, newest first|last: expected)/],
  [/offline, then online/, 'keeps the first value', broken.attributes((entry) => (entry['home_city'] === 'Lyon' ? { ...entry, home_city: 'Oslo' } : entry)), /home_city: expected 'Lyon', was 'Oslo'/],

  [/land in the workspace whose key/, 'takes every app for one of the first workspace', broken.oneKeyForAll({ sdk: KEYS.sdk }), /custom_events/],
  [/land in the workspace whose key/, 'takes every REST key for one of the first workspace', broken.oneKeyForAll({ rest: KEYS.rest }), /expect\.noProfile\('bob'\)/],
  [/land in the workspace whose key/, 'counts the sessions of both in each', broken.answers('/sessions/data_series', (body) => ({ ...body, data: [{ sessions: 6 }] })), /the sessions of the day here and there/],
  [/land in the workspace whose key/, 'has the same users in both', broken.exported((user) => ({ ...user, braze_id: 'the-only-mel' })), /braze_id/],
  [/with a wrong key nothing lands/, 'takes every key of an app', broken.oneKeyForAll({ sdk: KEYS.sdk }), /every data request is answered invalid_api_key/],
  [/with a wrong key nothing lands/, 'does not tell the app', broken.answers('/api/v3/data', () => ({ message: 'success' })), /every data request is answered invalid_api_key/],
  [/with a wrong key nothing lands/, 'takes every key of a backend', broken.oneKeyForAll({ rest: KEYS.rest }), /the users of the other workspace|answered 201/],
  [/with a wrong key nothing lands/, 'takes back no keys', broken.deaf(/\/_emulator\/apps\/[^/]+$/), /every data request is answered invalid_api_key/],
  [/the apps of one workspace/, 'takes all apps for one', broken.oneKeyForAll({ sdk: KEYS.sdk }), /apps: expected 3 item\(s\), there are 1/],
  [/the apps of one workspace/, 'counts the sessions of all apps for each', broken.withoutQuery('/sessions/data_series', 'app_id'), /the sessions of the web app/],
  [/the apps of one workspace/, 'makes a user of each device', broken.withoutUserIds, /there is no such user/],

  [/every attribute that the app sets/, 'drops places', broken.without('lr'), /last_coordinates: expected/],
  [/every attribute that the app sets/, 'drops memberships of groups', broken.without('sgu'), /the state in the group/],
  [/every attribute that the app sets/, 'takes every e-mail address for lost', broken.attributes(({ email: _, ...entry }) => entry), /email: expected 'mel@example\.com', is not there/],
  [/every attribute that the app sets/, 'keeps the first value', broken.attributes((entry) => (entry['home_city'] === 'Nice' ? { ...entry, home_city: 'Lyon' } : entry)), /home_city: expected 'Nice', was 'Lyon'/],
  [/every attribute that the app sets/, 'takes nothing away', broken.attributes((entry) => Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null))), /first_name: must not be there, was 'Mel'/],
  [/every attribute that the app sets/, 'mixes up days and months', broken.attributes((entry) => (typeof entry['dob'] === 'string' ? { ...entry, dob: '1988-02-28' } : entry)), /dob: expected '1988-02-29', was '1988-02-28'/],
  [/what the SDK collects by itself/, 'ignores the device', broken.requests('/api/v3', ({ device: _, ...body }) => body), /country: expected 'AT', is not there/],
  [/what the SDK collects by itself/, 'ignores what the app says', broken.attributes(({ language: _l, country: _c, ...entry }) => entry), /language: expected 'en', was 'fr'/],
  [/what the SDK collects by itself/, 'never looks at the device again', broken.requests('/api/v3', (body) => (JSON.stringify(body['device'] ?? {}).includes('Paris') ? { ...body, device: { ...body['device'], time_zone: 'Europe/Vienna' } } : body)), /time_zone: expected 'Europe\/Paris', was 'Europe\/Vienna'/],
  [/what is no value of an attribute/, 'takes a bad value for none', broken.attributes((entry) => (entry['gender'] === 'x' ? { ...entry, gender: null } : entry)), /gender: expected 'F', is not there/],
  [/what is no value of an attribute/, 'takes profile fields that nobody knows', broken.attributes(({ shoe_size, ...entry }) => (shoe_size === undefined ? entry : { ...entry, custom: { shoe_size } })), /custom_attributes: must not be there/],
  [/what is no value of an attribute/, 'takes half of a bad item', broken.tracked('attributes', ({ email: _, ...item }) => item), /answered 201/],
  [/what is no value of an attribute/, 'tells nobody', broken.deaf(/\/_emulator\/journal$/, { journal: [], next: null }), /expected 1 such row\(s\), there are 0/],

  [/every attribute that a backend sends/, 'keeps countries as they are written', broken.exported((user) => (user['country'] === 'FR' ? { ...user, country: 'France' } : user)), /country: expected 'FR', was 'France'/],
  [/every attribute that a backend sends/, 'takes names in any spelling', broken.tracked('attributes', ({ First_name, ...item }) => (typeof First_name === 'string' ? { ...item, first_name: First_name } : item)), /first_name: expected 'Mélanie', was 'custom'/],
  [/every attribute that a backend sends/, 'takes nothing away', broken.tracked('attributes', (item) => Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null))), /first_name: must not be there/],
  [/every attribute that a backend sends/, 'drops memberships of groups', broken.tracked('attributes', ({ subscription_groups: _, ...item }) => item), /the state in the group/],

  [/custom attributes are set/, 'ignores increments', broken.without('inc'), /as they were set.*\n {2}visits: expected 1, is not there/],
  [/custom attributes are set/, 'adds nothing to lists', broken.without('add'), /likes: expected \[ 'tea' \], is not there/],
  [/custom attributes are set/, 'removes nothing from lists', broken.without('rem'), /after the changes in the app.*\n {2}teams: expected 2 item\(s\), there are 3/],
  [/custom attributes are set/, 'merges nothing', broken.without('ncam'), /after the changes in the app.*\n {2}home/],
  [/custom attributes are set/, 'replaces objects', broken.tracked('attributes', ({ _merge_objects: _, ...item }) => item), /after the changes of the backend.*\n {2}home\.city/],
  [/custom attributes are set/, 'takes nothing away', broken.attributes((entry) => (entry['custom'] === undefined ? entry : { ...entry, custom: Object.fromEntries(Object.entries(entry['custom'] as object).filter(([, value]) => value !== null)) })), /the custom attributes after the changes in the app is not what was expected/],
  [/custom events are counted/, 'drops properties', data('ce', ({ n }) => ({ n })), /the events, newest first/],
  [/custom events are counted/, 'counts events twice', broken.twice('ce'), /count: expected 3, was 5/],
  [/custom events are counted/, 'forgets the session of an event', broken.events((event) => [event['name'] === 'ce' ? { ...event, session_id: 'another' } : event]), /the events, newest first/],
  [/custom events are counted/, 'names nothing', broken.answers('/events/list', (body) => ({ ...body, events: [] })), /the names of events/],
  [/custom events are counted/, 'counts nothing by days', broken.answers('/events/data_series', (body) => ({ ...body, data: [{ count: 0 }] })), /the events of the day/],
  [/purchases are counted/, 'drops purchases', broken.without('p'), /total_revenue: expected 99\.97, was 20/],
  [/purchases are counted/, 'forgets quantities', data('p', (purchase) => ({ ...purchase, q: 1 })), /total_revenue: expected 99\.97, was 59\.99/],
  [/purchases are counted/, 'knows no rates', broken.stub('/_emulator/settings', 200, {}), /total_revenue: expected 99\.97, was 89\.97/],
  [/purchases are counted/, 'drops properties', data('p', ({ pr: _, ...purchase }) => purchase), /the purchases of hats/],
  [/purchases are counted/, 'counts no revenue by days', broken.answers('/purchases/revenue_series', (body) => ({ ...body, data: [{ revenue: 0 }] })), /the revenue and the quantity of the day/],
  [/custom data that the workspace does not want/, 'blocks nothing', broken.stub('/_emulator/settings', 200, {}), /what the SDK takes/],
  [/custom data that the workspace does not want/, 'does not tell the SDKs', broken.answers('/api/v3/data', ({ config: _, ...body }) => body), /what the SDK takes/],
  [/custom data that the workspace does not want/, 'blocks apps only', broken.tracked('attributes', ({ secret: _, ...item }) => ({ ...item, secret2: 1 })), /mel's custom attributes/],
]

await proveAbleToFail('ingestion', proofs, { blanket: brokenForAll, ofDevices: brokenForDevices, elsewhere: 1 })
