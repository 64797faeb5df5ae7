// What is wrong in a YAML scenario is told with line and column, in words, all of it at once, and never run.
import { expect, test } from 'vitest'
import { readScenarios } from '../../../scenarios/yaml/read.ts'

const told = (text: string): string[] => readScenarios('/qa/x.scenario.yaml', text).problems.map(({ line, column, message }) => `${line}:${column}: ${message}`)

/** A scenario whose third line on is given. */
const steps = (...lines: string[]): string => `name: x\ndevices: { phone: ios, tablet: android }\nsteps:\n${lines.map((line) => `  ${line}\n`).join('')}`

test('a right one has no mistakes', () => {
  const { scenarios, problems } = readScenarios('/qa/x.scenario.yaml', steps('- phone: launch', '- expect: { users: 1 }'))
  expect(problems).toEqual([])
  expect(scenarios.map(({ name, at, rows, tags, timeoutInSeconds }) => ({ name, at, rows, tags, timeoutInSeconds }))).toEqual([{ name: 'x', at: { file: '/qa/x.scenario.yaml', line: 1 }, rows: [], tags: [], timeoutInSeconds: 60 }])
})

test.each<[string, string, string[]]>([
  ['a verb', steps('- phone: lauch'), ["4:12: no verb 'lauch' of a device; did you mean 'launch'?"]],
  ['a verb like none', steps('- phone: { explode: now }'), ["4:14: no verb 'explode' of a device; brazier scenarios verbs lists them"]],
  ['a verb of code', steps('- phone: { subscribe: x }'), ["4:14: no verb 'subscribe' of a device; brazier scenarios verbs lists them"]],
  ['a name of every object', steps('- phone: { toString: x }', '- expect: { constructor: x }'), ["4:14: no verb 'toString' of a device; brazier scenarios verbs lists them", "5:15: nothing to expect is called 'constructor'; brazier scenarios verbs lists what can be expected"]],
  ['a device', steps('- fone: launch'), ["4:5: no step or device 'fone'; did you mean 'phone'?"]],
  ['a device in an expectation', steps('- expect: { noInAppMessage: fone }'), ["4:31: 'fone' is none of phone, tablet; did you mean 'phone'?"]],
  ['the device of a user', steps('- expect: { noProfile: { device: fone } }'), ["4:26: there is no device 'fone': there are phone, tablet"]],
  ['a step', steps('- settel', '- phone', '- advance'), ["4:5: no step or device 'settel'; did you mean 'settle'?", "5:5: say what 'phone' does: '- phone: launch'", "6:5: 'advance' needs more: '- advance: …'"]],
  ['two things in a step', steps('- phone: launch', '  advance: 40s'), ["5:5: a step does one thing: begin 'advance' with a dash"]],
  ['a value too many', steps('- phone: { logCustomEvent: [bought, { size: 42 }, 3] }', '- phone: { launch: now }'), ["4:53: 'logCustomEvent' takes 2 value(s) at most: 'name', 'props'", "5:22: 'launch' takes nothing"]],
  ['a member that is none', steps('- phone: { logPurchase: { productId: x, price: 1, curency: EUR } }'), ["4:53: 'logPurchase' takes no 'curency': it takes 'productId', 'price', 'currency', 'quantity', 'props'; did you mean 'currency'?"]],
  ['a member that is missing', steps('- phone: { logPurchase: socks }', '- expect: { event: { user: mel } }'), ["4:14: 'logPurchase' needs 'price': logPurchase: { productId: …, price: … }", "5:15: 'event' needs 'name': event: { user: …, name: … }"]],
  ['a list where names are needed', steps('- expect: { event: [mel, x] }'), ["4:22: 'event' is written with names: event: { user: …, name: … }"]],
  ['another type', steps('- phone: { setFirstName: 42 }', '- expect: { users: many }', '- expect: { event: { user: mel, name: x, count: 1.5 } }', '- phone: { logCustomEvent: { name: x, props: 3 } }'), ["4:28: expected a text, was the number 42; write it in quotes: '42'", "5:22: expected a number, was the text 'many'", '6:51: expected a whole number, was the number 1.5', '7:48: expected members, was the number 3']],
  ['one of several', steps('- phone: { setEmailNotificationSubscriptionType: subscribd }'), ["4:52: 'subscribd' is none of opted_in, subscribed, unsubscribed; did you mean 'subscribed'?"]],
  ['a user by a number', steps('- expect: { noProfile: 42 }'), ['4:26: a user is an external id (in quotes when it is a number), or one of { device: … }, { alias: { name, label } }, { email: … }, { phone: … }, { braze_id: … }']],
  ['a span of time', steps('- advance: 40 secs', '- clock.advance: 40'), ["4:14: '40 secs' is no span of time: write 40s, 5m or 3d2h30s", "5:20: '40' is no span of time: write 40s, 5m or 3d2h30s"]],
  ['a call', steps('- rest: POST /user/track', '- rest: { call: POST users/track }', '- rest: GET /users/track', '- rest: GET /_emulator/users', '- admin: POST /campaign'), ["4:11: the REST API has no POST /user/track; did you mean 'POST /users/track'?", "5:19: 'POST users/track' is no call: write method and path, as in POST /users/track", '6:11: /users/track takes POST, not GET', '7:11: /_emulator/users is the admin API: write admin: { call: GET /users }', "8:12: the admin API has no POST /campaign; did you mean 'POST /campaigns'?"]],
  ['an expectation', steps('- expect: { evnt: { user: mel, name: x } }', '- expect: nothing'), ["4:15: nothing to expect is called 'evnt'; did you mean 'event'?", '5:13: say what is expected: expect: { event: { user: mel, name: bought } }']],
  ['explain without a campaign', steps('- expect: { explain: { user: mel, passed: true } }'), ["4:15: explain names a 'campaign_id' or a 'canvas_id'"]],
  ['a number is shown as it is written', steps('- phone: { changeUser: 007 }', '- phone: { changeUser: 12345678901234567890 }'), ["4:26: expected a text, was the number 007; write it in quotes: '007'", "5:26: expected a text, was the number 12345678901234567890; write it in quotes: '12345678901234567890'"]],
  ['a number out of range', 'name: x\ndevices: { phone: { platform: ios, sessionTimeoutInSeconds: -60 } }\nsteps: []\n', ['2:61: -60 is too small: 0 or more']],
  ['a device without a platform', 'name: x\ndevices: { phone: { model: x } }\nsteps: []\n', ["2:19: 'platform' is missing: web, ios, android"]],
  ['a verb without its device, a colon without its space, a dash alone', steps('- launch', '- phone:launch', '-'), ["4:5: 'launch' is what a device does: '- phone: launch'", "5:5: a space is missing after the colon: '- phone: launch'", '6:4: nothing stands after this dash']],
  ['devices in a list: its steps are not wrong too', 'name: x\ndevices:\n  - phone: ios\nsteps:\n  - phone: launch\n', ["3:3: devices have names: 'phone: ios', was a list"]],
  ['no devices', 'name: x\nsteps:\n  - phone: launch\n', ["3:5: no step or device 'phone': there are advance, rest, admin, settle, expect; devices are named above the steps: 'devices: { phone: ios }'"]],
  ['a misspelt now', steps('- rest: { call: POST /users/track, body: { a: <nwo>, b: <nwo+2h>, c: <Now>, d: <b>, e: <row>, f: <own goal> } }'), ["4:49: '<nwo>' is no placeholder; did you mean '<now>'?", "4:59: '<nwo+2h>' is no placeholder; did you mean '<now>'?", "4:72: '<Now>' is no placeholder; did you mean '<now>'?"]],
  ['<platform> without for_each', 'name: "<platform>: x"\ndevices: { phone: <platform> }\nsteps: []\n', ["1:7: '<platform>' stands for the names of for_each, which the scenario has not: for_each: [web, ios, android]", "2:19: '<platform>' stands for the names of for_each, which the scenario has not: for_each: [web, ios, android]"]],
  ['<platform> with a for_each that is wrong', 'name: "<platform>: x"\nfor_each: [iso]\ndevices: { phone: <platform> }\nsteps: []\n', ["2:12: 'iso' is none of web, ios, android; did you mean 'ios'?"]],
  ['a call that is to succeed', steps('- rest: { call: POST /users/trak, status: 201 }'), ["4:11: the REST API has no POST /users/trak; did you mean 'POST /users/track'?"]],
  ['a span that no clock has', steps('- advance: 999999999999d'), ["4:14: '999999999999d' is longer than 100 years"]],
  ['a member inside', steps('- expect: { cards: { device: phone, cards: [{ titel: x }] } }'), ["4:49: there is no 'titel' here; did you mean 'title'?"]],
  ['placeholders', steps('- rest: { call: POST /users/track, body: { a: <now+2>, b: [<kept.id>] } }', "- expect: { profile: { user: mel, has: { a: '<like (>' } } }"), ["4:49: '2' is no span of time: write 40s, 5m or 3d2h30s", "4:62: nothing is kept as 'id' before: a rest or admin step keeps it by keep: { id: <path in the answer> }", "5:47: '<like (>': Invalid regular expression: /(/: Unterminated group"]],
  ['refused', steps('- phone: launch', '  refused: maybe', '- advance: 4s', '  refused: true'), ["5:5: 'refused' is true or false, beside what a device does", "7:5: 'refused' is true or false, beside what a device does"]],
  ['the head', 'nam: x\nrow: 19\ntags: smoke\nfor_each: [iso]\ntimeout: soon\nsteps: []\n', ["1:1: a scenario has no 'nam'; did you mean 'name'?", "1:1: the scenario has no 'name'", '2:6: row 19 is none of the QA table: its rows are 1 to 18', "3:7: expected a list, was the text 'smoke'", "4:12: 'iso' is none of web, ios, android; did you mean 'ios'?", "5:10: 'soon' is no span of time: write 40s, 5m or 3d2h30s"]],
  ['devices', 'name: x\ndevices:\n  phone: iso\n  rest: ios\n  page: { platform: web, sessionTimeout: 3 }\n  none:\nsteps: []\n', ["3:10: 'iso' is none of web, ios, android; did you mean 'ios'?", "4:3: a device can not be named 'rest': that is a step", "5:26: there is no 'sessionTimeout' here; did you mean 'sessionTimeoutFrom'?", '6:8: nothing is none of web, ios, android']],
  ['the setup', 'name: x\nsetup:\n  - campaign: {}\n  - campaigns: { id: x, name: 7, colour: red }\n  - segments: nonsense\n  - POST /user/track: {}\nsteps: []\n', ["3:5: there is no kind 'campaign' to set up; did you mean 'campaigns'?", "4:31: expected a text, was the number 7; write it in quotes: '7'", "4:34: there is no 'colour' here", "5:15: 'segments' needs a definition, or a list of them", "6:5: the REST API has no POST /user/track; did you mean 'POST /users/track'?"]],
  ['what is no list', 'name: x\nsetup: {}\ndevices: [phone]\nsteps: {}\n', ["2:8: setup is a list: '- campaigns: { … }', '- POST /users/track: { … }', was members", "3:10: devices have names: 'phone: ios', was a list", "4:8: steps are a list: '- phone: launch', was members"]],
  ['a name that stands twice', steps('- expect: { users: 3, users: 4 }', '- fone: launch'), ["4:25: 'users' stands here twice: write a list, with a dash before each", "5:5: no step or device 'fone'; did you mean 'phone'?"]],
  ['a member of the head twice', 'name: x\nname: y\nsteps: []\n', ["2:1: 'name' stands here twice"]],
  ['two scenarios of one name', `${steps()}---\n${steps()}`, ['3:7: steps are a list: \'- phone: launch\', was nothing', "5:1: there are two scenarios named 'x'", "7:7: steps are a list: '- phone: launch', was nothing"]],
  ['an empty file', '# nothing\n', ['1:1: the file has no scenario: brazier scenarios new shows one']],
  ['a list of scenarios', '- name: x\n', ["1:1: a scenario has members: 'name', 'steps' …, was a list"]],
  ['an alias without an anchor', steps('- expect: *people'), ["4:13: there is no '&people' before this '*people'"]],
])('%s', (_, text, expected) => expect(told(text)).toEqual(expected))

const UNFIT = 'this line does not fit those above it: what belongs together begins in the same column'
test.each<[string, string, string]>([
  ['a bracket that stays open', steps('- phone: { launch', '- advance: 3s'), "5:3: a '{' above is not closed by '}'"],
  ['a list that stays open', steps('- phone: [ launch', '- advance: 3s'), "5:3: a '[' above is not closed by ']'"],
  ['a bracket too many', steps('- phone: { changeUser: mel } }', '- advance: 3s'), "4:32: there is one '}' too many"],
  ['a tab', 'name: x\nsteps:\n\t- phone: { changeUser: mel }\n  - settle\n', '3:1: there is a tab here: lines are indented by spaces alone'],
  ['a dash too far right', steps('- phone: { changeUser: mel }', ' - settle'), `5:4: ${UNFIT}`],
  ['a dash too far left', 'name: x\nsteps:\n  - settle\n - advance: 3s\n  - settle\n', `4:2: ${UNFIT}`],
  ['a member beside the one it belongs to', steps('- expect:', '  users: 1', '      noProfile: mel'), `6:9: ${UNFIT}`],
  ['a colon in a text', 'name: a: b\nsteps: []\n', "1:7: a text with ': ' in it stands in quotes: '…'"],
  ['a quote that stays open', 'name: "x\nsteps: []\n', '3:1: a text that begins with " does not end with one'],
  ['a hard space', 'name: x\nrow:\u00A06\nsteps: []\n', '2:5: there is a hard space (U+00A0) here: write an ordinary one'],
  ['a sign that YAML keeps for itself', steps('- phone: { changeUser: @mel }'), "4:26: a text that begins with @ stands in quotes: '…'"],
  ['a backslash', 'name: "a\\d"\nsteps: []\n', '1:9: Invalid escape sequence \\d: in single quotes a \\ is nothing but a \\'],
])('a mistake of YAML itself is told once, in words: %s', (_, text, expected) => expect(told(text)).toEqual([expected]))

test('a file that is not UTF-8 says where', () => {
  const read = (bytes: Buffer): string[] => told(bytes.toString('utf8'))
  expect(read(Buffer.from('row: 6\nname: b\u00E4se\nsteps: []\n', 'latin1'))).toEqual(['2:8: the file is not UTF-8 here: save it as UTF-8'])
  expect(read(Buffer.from('\uFEFFname: x\n', 'utf16le'))).toEqual(['1:1: the file is not UTF-8 here: save it as UTF-8'])
})

test('every document is read, and with for_each nothing is told twice', () => {
  expect(told(`name: x\nfor_each: [web, ios, android]\nsteps: [fone]\n---\nname: y\nsteps: [fone]\n`)).toEqual(["3:9: no step or device 'fone': there are advance, rest, admin, settle, expect; devices are named above the steps: 'devices: { fone: ios }'", "6:9: no step or device 'fone': there are advance, rest, admin, settle, expect; devices are named above the steps: 'devices: { fone: ios }'"])
})

test('a call that is expected to fail may be one that is not there', () => expect(told(steps('- rest: { call: GET /nothing, status: 404 }'))).toEqual([]))
