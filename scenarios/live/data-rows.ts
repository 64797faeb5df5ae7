// Rows 1 to 8 of the QA table with a person and their app: data ingestion.
import type { LiveCheck, LiveStep } from './checks.ts'
import { exported, kind, stored } from './checks.ts'

const sessionStarted = kind('a session that starts', 'session.started')
const anEvent = kind('a custom event of the app', 'custom_event.logged', { sdk: true })
const open: LiveStep = { say: 'Open the app (reload the page). If it is open already, close it fully and open it again.', watches: () => [sessionStarted] }
const act = (what: string): LiveStep => ({ say: `${what} Data leaves the app within about 10 s.`, watches: () => [anEvent] })

/** How long an app must be away for its session to end. docs: default session timeouts */
const AWAY: Record<string, string> = { Web: '31 minutes (or set sessionTimeoutInSeconds: 10 in initialize() for this test)', iOS: '40 seconds', Android: '40 seconds' }

export const dataRows: readonly LiveCheck[] = [
  {
    row: 3,
    steps: [open],
    async verify({ facts, rows: [session], wire }) {
      const app = facts.app_id
      const refused = (await wire.adminBody('GET', '/diagnostics?level=refused')).diagnostics as { braze: string; path: string }[]
      return session!.data['app_id'] === app ? refused.filter((one) => one.path?.startsWith('/api/v3')).map((one) => `an SDK request was refused: ${one.braze}`) : [`the session is of another app: ${String(session!.data['app_id'])}`]
    },
  },
  {
    row: 4,
    steps: [
      open,
      { say: (facts) => `Put the app in the background for ${AWAY[facts.platform ?? ''] ?? '40 seconds'}, and then open it again.`, watches: () => [kind('the end of the session', 'session.ended'), kind('a new session', 'session.started')] },
    ],
    async verify({ wire, facts, rows: [first, ended, second] }) {
      const { sessions } = await stored({ wire, facts })
      return [
        ...(ended!.data['session_id'] === first!.data['session_id'] ? [] : [`another session ended: ${String(ended!.data['session_id'])}`]),
        ...(second!.data['session_id'] === first!.data['session_id'] ? ['the same session started twice'] : []),
        ...(Number(ended!.data['seconds']) >= 0 ? [] : ['the session has no duration']),
        ...((sessions.count as number) >= 2 ? [] : [`the profile counts ${String(sessions.count)} session(s)`]),
      ]
    },
  },
  {
    row: 7,
    steps: [{ say: 'Delete the app\'s data (or install it anew; for a web page: a private window), open it, and do not log in.', watches: () => [kind('a new anonymous profile', 'profile.created', { fits: ({ origin, external_id }) => origin === 'sdk' && external_id === undefined })] }],
    async verify({ wire, facts }) {
      const user = await stored({ wire, facts })
      return user['external_id'] === null ? [] : [`the profile is known as ${String(user['external_id'])}`]
    },
  },
  {
    row: 8,
    steps: [{
      say: 'Log in, so that the app calls changeUser() with the user\'s id.',
      watches: () => [{
        what: 'the anonymous user becoming known',
        fits: ({ kind: name, data }) => name === 'profile.identified' || name === 'profile.merged' || (name === 'device.moved' && data['reason'] === 'changeUser'),
        near: ({ kind: name, data }) => (name === 'profile.created' && data['external_id'] !== undefined ? `a profile of its own was made for '${String(data['external_id'])}': changeUser() was called before anything was sent` : undefined),
      }],
    }],
    async verify({ wire, facts }) {
      const user = await stored({ wire, facts })
      return user['external_id'] === null ? ['the user of the device is still anonymous'] : []
    },
  },
  {
    row: 5,
    steps: [{
      say: 'Set an attribute of the user in the app: name, e-mail address, a preference …',
      watches: () => [kind('a change of the profile', 'profile.updated', { sdk: true })],
    }],
    async verify({ wire, facts, rows: [updated] }) {
      const user = await stored({ wire, facts })
      const all: Record<string, unknown> = { ...user, ...user['attributes'], ...user['custom_attributes'] }
      return Object.entries(updated!.data['changes'] as Record<string, { to: unknown }>).flatMap(([name, { to }]) => (JSON.stringify(all[name] ?? null) === JSON.stringify(to ?? null) ? [] : [`${name} should be ${JSON.stringify(to)}, the profile has ${JSON.stringify(all[name] ?? null)}`]))
    },
  },
  {
    row: 6,
    steps: [act('Do something in the app that logs a custom event, and set a custom attribute if there is one.')],
    async verify({ wire, facts, rows: [event] }) {
      const user = await stored({ wire, facts })
      return (user['custom_events'] as { name: string }[]).some((one) => one.name === event!.data['name']) ? [] : [`the profile has no event '${String(event!.data['name'])}'`]
    },
  },
  {
    row: 1,
    steps: [act('Do something in the app that logs a custom event (or buys something).')],
    async verify({ wire, facts, rows: [event] }) {
      const name = String(event!.data['name'])
      const user = await stored({ wire, facts })
      const shown = await exported({ wire, facts })
      if (typeof shown === 'string') return [shown]
      const logged = ((await wire.adminBody('GET', `/journal?kind=custom_event.logged&braze_id=${facts.braze_id}&limit=10000`)).journal as { data: { name: string } }[]).filter((row) => row.data.name === name).length
      const kept = (user['custom_events'] as { name: string; count: number }[]).find((one) => one.name === name)?.count ?? 0
      const told = ((shown['custom_events'] ?? []) as { name: string; count: number }[]).find((one) => one.name === name)?.count ?? 0
      return logged === kept && kept === told ? [] : [`'${name}' came ${logged} time(s), is stored ${kept} time(s) and exported ${told} time(s)`]
    },
  },
  {
    row: 2,
    steps: [act('Use the app for a moment: log events with properties, buy something, change the profile.')],
    async verify({ wire, facts }) {
      const rows = (await wire.adminBody('GET', `/journal?kind=decision&limit=10000`)).journal as { kind: string; profile: string | null; data: Record<string, unknown> }[]
      return rows.filter((row) => row.profile === facts.braze_id || row.profile === null).map((row) => `${row.kind === 'decision.refused' ? 'refused' : 'ignored'}: ${String(row.data['why'])} ${JSON.stringify(row.data['compared'] ?? {}).slice(0, 200)}`)
    },
  },
]
