// A YAML scenario with a device in a person's hands: each verb is asked for in its turn, and one that is not done fails at its line.
import { expect, test } from 'vitest'
import { turnsOf } from '../../../scenarios/live/files.ts'
import { takeTurns } from '../../../scenarios/live/walk.ts'
import { wholeEmulator } from '../../../scenarios/target.ts'
import { readScenarios } from '../../../scenarios/yaml/read.ts'
import { hall, personOf } from '../live/kit.ts'
import type { Deed } from '../live/kit.ts'

const TEXT = `name: x
devices:
  mine: { platform: ios, live: true }
steps:
  - mine: launch
  - mine: { changeUser: mel }
  - mine: { logCustomEvent: { name: looked, props: { pages: 2 } } }
  - expect: { event: { user: mel, name: looked, properties: { pages: 2 } }, noPushToken: { device: mine } }
`

async function played(deeds: (app: ReturnType<Awaited<ReturnType<typeof hall>>['app']>) => Deed[]) {
  const self = await hall()
  const { person, machine } = personOf(self, deeds(self.app('ios')))
  const { scenarios, problems } = readScenarios('/qa/x.scenario.yaml', TEXT)
  expect(problems).toEqual([])
  const { results } = await takeTurns(turnsOf(scenarios, () => wholeEmulator(self.url), { person, machine, seconds: 60 }), { person, reporters: [], machine })
  return { status: results[0]!.status, at: results[0]!.failure?.at, brief: results[0]!.failure?.brief, said: self.text.said }
}

test('the person does what the file says', async () => {
  const { status, brief, said } = await played((app) => [
    { when: /Open the app/, do: () => app.launch() },
    { when: /Log in as 'mel'/, do: () => app.changeUser('mel') },
    { when: /'looked' with \{ pages: 2 \}/, do: () => app.logCustomEvent('looked', { pages: 2 }) },
  ])
  expect([status, brief]).toEqual(['passed', undefined])
  expect(said.indexOf('Open the app')).toBeLessThan(said.indexOf("Log in as 'mel'"))
})

test('what is not done fails where it stands', async () => {
  const { status, at } = await played((app) => [
    { when: /Open the app/, do: () => app.launch() },
    { when: /Log in as 'mel'/, do: () => app.changeUser('eve') },
    { when: /The time is over/, do: ({ press }) => press('') },
  ])
  expect([status, at]).toEqual(['failed', { file: '/qa/x.scenario.yaml', line: 6 }])
})
