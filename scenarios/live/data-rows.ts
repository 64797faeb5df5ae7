// Rows 1 to 8 of the QA table with a person and their app: data ingestion. docs: developer_guide/getting_started/integration_overview, "QA data ingestion"
import type { JournalRow } from '../failure.ts'
import { ask } from './asking.ts'
import type { LiveCheck, Walker } from './checks.ts'
import { anApp, afterwards, exported, kind, oneOf, openApp, stored, storedOtherwise, text } from './checks.ts'
import { appsOf, awaySeconds, deviceOf, hardwareOf } from './facts.ts'
import { refusals } from './instead.ts'

const LEAVE = { Web: 'Leave the page for 31 minutes without touching it (or set sessionTimeoutInSeconds: 10 in initialize() for this test, and leave it for 15 s), and then reload it.', phone: 'Put the app in the background for 40 s, and then open it again.' }

const anEvent = kind('a custom event of the app', 'custom_event.logged', { sdk: true, near: ({ kind: name, data }) => (name === 'purchase.made' ? `a purchase of '${String(data['product_id'])}' arrived, and no custom event` : undefined) })
const aPurchase = kind('a purchase', 'purchase.made', { sdk: true })
const isStandard = (name: string): boolean => /^(first_name|last_name|email|phone|dob|gender|country|language|home_city|time_zone|image_url|native_line_id|email_subscribe|push_subscribe)$/.test(name)
const changesOf = ({ data }: JournalRow): string[] => Object.keys((data['changes'] ?? {}) as object)
const anAttribute = kind('a change of the profile', 'profile.updated', { sdk: true, near: ({ kind: name, data }) => (name === 'custom_event.logged' ? `a custom event '${String(data['name'])}' arrived, and no attribute` : undefined) })
const aCustomAttribute = kind('a custom attribute', 'profile.updated', { sdk: true, fits: (_, row) => changesOf(row).some((name) => !isStandard(name)) })
const SOON = 'Data leaves the app within about 10 s.'
const spoke = (what: string): string => `the app spoke, and sent ${what}: is the call in the code that ran?`

/** What is stored is what was sent, all of it. */
async function asSent(walker: Walker, came: readonly JournalRow[]): Promise<string[]> {
  const rows = [...came, ...(await afterwards(walker))]
  const wasted = rows.filter(({ kind: name }) => name === 'attributes.unchanged').flatMap(({ data }) => data['attributes'] as string[])
  if (wasted.length > 0) walker.remark(`data points wasted: ${[...new Set(wasted)].join(', ')} came with the value that the profile has already`)
  return storedOtherwise(await stored(walker), rows)
}

const countOf = (list: unknown, name: string): number => ((list ?? []) as { name: string; count: number }[]).find((one) => one.name === name)?.count ?? 0

const newAnonymous = (): Parameters<typeof ask>[1] => ({
  say: 'Delete the app\'s data (or install it anew; a web page: open it in a private window), open it, and do not log in.',
  watches: [
    kind('a new anonymous profile', 'profile.created', {
      fits: ({ origin, external_id }) => origin === 'sdk' && external_id === undefined,
      near: ({ kind: name, data }) =>
        name === 'profile.created' && data['external_id'] !== undefined ? `a profile of '${String(data['external_id'])}' was made: the app called changeUser() before anything was sent`
        : name === 'session.started' ? 'a session of a user who is there already: the app still has its data'
        : undefined,
    }),
  ],
  ifSilent: 'the app spoke, and is still the device that it was: its data was not deleted',
})

export const dataRows: readonly LiveCheck[] = [
  {
    row: 3,
    async walk(walker) {
      const { wire, facts, feed, url } = walker
      const { rows: [session], came } = await ask(walker, openApp)
      const around = await feed.around()
      const app = (await appsOf(wire)).find(({ app_id }) => app_id === session!.data['app_id'])
      const device = await deviceOf({ wire, facts })
      const hardware = device === undefined ? undefined : hardwareOf(device)
      const user = await stored(walker)
      walker.remark(`the app: ${[app?.name, hardware?.what, `device ${facts.device_id}`, user['external_id'] === null ? 'user anonymous' : `user '${String(user['external_id'])}'`].filter((one) => one !== undefined).join(', ')}`)
      return [
        ...(app === undefined ? [`the session is of app ${String(session!.data['app_id'])}, which is none of the workspace at ${url}`] : []),
        ...(app !== undefined && hardware !== undefined && hardware.platform !== app.platform && ['Web', 'iOS', 'Android'].includes(app.platform) ? [`wrong platform: the SDK key is that of the ${app.platform} app '${app.name}', and what uses it is ${hardware.platform} (${hardware.what})`] : []),
        ...(user['sessions'].recent.some((one: { session_id: string }) => one.session_id === session!.data['session_id']) ? [] : ['the session is not in the profile']),
        ...refusals(came, around),
        ...around.elsewhere.map(({ workspace, rows }) => `data went to workspace '${workspace}' too: ${[...new Set(rows.map(({ kind: name }) => name))].join(', ')}`),
      ]
    },
  },
  {
    row: 4,
    async walk(walker) {
      const { facts } = walker
      if (facts.session_id === undefined) await ask(walker, openApp)
      const first = facts.session_id
      const goesOn = (row: JournalRow): string | undefined => (row.data['session_id'] === first && row.kind !== 'session.ended' ? `${row.kind} arrived in the session that was there before (${first}): the session timeout of the app is longer than that, or it was not away for so long` : undefined)
      const { rows: [ended, second] } = await ask(walker, {
        say: facts.platform === 'Web' ? LEAVE.Web : LEAVE.phone,
        watches: [kind('the end of the session', 'session.ended', { near: goesOn }), kind('a new session', 'session.started', { near: goesOn })],
        extraSeconds: awaySeconds(facts),
        ifSilent: 'the app spoke, and its session goes on: its session timeout is longer than that, or it was not away for so long',
      })
      const { sessions } = await stored(walker)
      const known = (sessions.recent as { session_id: string; ended_at: string | null; seconds: number | null }[]).find((one) => one.session_id === ended!.data['session_id'])
      return [
        ...(ended!.data['session_id'] === first ? [] : [`another session ended than the one that was open (${first}): ${String(ended!.data['session_id'])}`]),
        ...(second!.data['session_id'] === ended!.data['session_id'] ? ['the session that ended and the one that started are the same'] : []),
        ...(Number(ended!.data['seconds']) > 0 ? [] : [`the session has no duration: ${text(ended!.data['seconds'] ?? null)} s`]),
        ...(known !== undefined && known.ended_at !== null ? [] : ['the profile does not have the end of the session']),
      ]
    },
  },
  {
    row: 7,
    async walk(walker) {
      const { rows: [created] } = await ask(walker, newAnonymous())
      const user = await wholeOf(walker, created!.profile!)
      const device = await deviceOf(walker)
      return [
        ...(user['external_id'] === null ? [] : [`the profile is known as '${String(user['external_id'])}' already`]),
        ...(device === undefined || device.user?.braze_id === user['braze_id'] ? [] : [`the device has another user: ${text(device.user)}`]),
      ]
    },
  },
  {
    row: 8,
    async walk(walker) {
      const { facts, wire } = walker
      if (facts.braze_id === undefined || facts.external_id !== undefined) await ask(walker, newAnonymous())
      const anonymous = facts.braze_id!
      await ask(walker, {
        say: 'Log in, so that the app calls changeUser() with the user\'s id.',
        watches: [{
          what: 'the anonymous user becoming known (changeUser)',
          fits: ({ kind: name, profile, data }) => (name === 'profile.identified' && profile === anonymous) || (name === 'profile.merged' && (data['from'] as { braze_id: string }).braze_id === anonymous) || (name === 'device.moved' && data['reason'] === 'changeUser' && data['from'] === anonymous),
          near: ({ kind: name, profile, data }) =>
            name === 'profile.created' && data['external_id'] !== undefined ? `a profile of its own was made for '${String(data['external_id'])}': the anonymous user did not become it`
            : name === 'device.moved' ? 'the device went from one known user to another'
            : profile === anonymous && /^(custom_event|purchase|session|profile\.updated)/.test(name) ? `${name} of the user who is anonymous still: changeUser() was not called`
            : undefined,
        }],
        ifSilent: 'the app spoke, and the user is anonymous still: changeUser() was not called',
      })
      const device = await deviceOf(walker)
      const { body } = await wire.rest('POST', '/users/export/ids', { external_ids: [facts.external_id ?? ''] })
      return [
        ...(facts.external_id === undefined ? ['the user of the device is still anonymous'] : []),
        ...(device?.user?.external_id === facts.external_id ? [] : [`the device has another user: ${text(device?.user ?? null)}`]),
        ...(body.users?.length === 1 ? [] : [`the export finds ${body.users?.length ?? 'no'} user(s) named '${facts.external_id}'`]),
      ]
    },
  },
  {
    row: 5,
    async walk(walker) {
      await anApp(walker)
      const { came } = await ask(walker, { say: `Set an attribute of the user in the app, to another value than before: name, e-mail address, a preference … ${SOON}`, watches: [anAttribute], ifSilent: spoke('no attribute') })
      return asSent(walker, came)
    },
  },
  {
    row: 6,
    async walk(walker) {
      await anApp(walker)
      const { came } = await ask(walker, { say: `Do something in the app that sends custom data: an event, a purchase or a custom attribute. ${SOON}`, watches: [oneOf('custom data (an event, a purchase or a custom attribute)', [anEvent, aPurchase, aCustomAttribute])], ifSilent: spoke('no custom data') })
      return asSent(walker, came)
    },
  },
  {
    row: 1,
    async walk(walker) {
      await anApp(walker)
      const before = await stored(walker)
      const { rows: [event], came } = await ask(walker, { say: `Do something in the app that logs a custom event. ${SOON}`, watches: [anEvent], ifSilent: spoke('no custom event') })
      const name = String(event!.data['name'])
      const rows = [...came, ...(await afterwards(walker))]
      const [user, shown] = [await stored(walker), await exported(walker)]
      if (typeof shown === 'string') return [shown]
      const logged = rows.filter((row) => row.kind === 'custom_event.logged' && row.data['name'] === name && row.profile === user['braze_id']).length
      const kept = countOf(user['custom_events'], name) - (before['braze_id'] === user['braze_id'] ? countOf(before['custom_events'], name) : 0)
      const told = countOf(shown['custom_events'], name)
      return [
        ...(logged === kept ? [] : [`'${name}' came ${logged} time(s), and is stored ${kept} time(s) more than before`]),
        ...(told === countOf(user['custom_events'], name) ? [] : [`'${name}' is stored ${countOf(user['custom_events'], name)} time(s), and exported ${told} time(s)`]),
      ]
    },
  },
  {
    row: 2,
    async walk(walker) {
      await anApp(walker)
      const { came } = await ask(walker, { say: `Use the app for a moment: log events with properties, buy something, change the profile. ${SOON}`, watches: [oneOf('data of the app', [anEvent, aPurchase, anAttribute])], ifSilent: spoke('no data of its own') })
      return asSent(walker, came)
    },
  },
]

const wholeOf = ({ wire }: Walker, braze_id: string): Promise<Record<string, any>> => wire.adminBody('GET', `/users/${braze_id}`)
