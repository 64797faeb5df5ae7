// Live mode never hangs: skip, again, quit, time that is over with and without a person, an input that ends, and an emulator that goes or comes back.
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { createPerson } from '../../../scenarios/live/person.ts'
import { waitOut } from '../../../scenarios/live/waiting.ts'
import { NoAnswer } from '../../../scenarios/target.ts'
import { hall, rightDeeds, walked } from './kit.ts'

const OPEN = /Open the app \(reload/

test('a terminal that nobody gave a size shows the whole line', () => {
  let text = ''
  createPerson({ input: undefined, write: (more) => void (text += more), tty: true, width: () => 0 }).show('  … waiting for a session that starts · 0:03 left', false)
  expect(text).toContain('0:03 left')
})

test('s leaves a row out, and says what it waited for and what had arrived; the next rows go on', async () => {
  const self = await hall()
  const app = self.app('android')
  const { results, byRow, exitCode, said } = await walked(self, [3, 5], [{ when: OPEN, do: ({ press }) => press('s') }, { when: OPEN, do: () => app.launch() }, ...rightDeeds(app)])
  expect(results.map(({ status }) => status)).toEqual(['skipped', 'passed'])
  expect(byRow[3]).toMatch(/^skipped by the tester while it waited for a session that starts\nWhat arrived until then:\n {2}nothing arrived: is the app pointed at http/)
  expect(exitCode).toBe(0)
  expect(said).not.toContain('did not arrive')
})

test('r begins the step again, with its whole time, and what came before is forgotten', async () => {
  const self = await hall()
  const app = self.app('android')
  app.launch()
  await self.pass(1000)
  const { results, said } = await walked(self, [5], [
    { when: OPEN, do: async ({ pass }) => { app.kill(); await pass(15_000); app.launch() } },
    { when: /Set an attribute/, do: async ({ press, pass }) => { await pass(50_000); press('again please') /* no key of ours */; press('r') } },
    { when: /Once more: Set an attribute/, do: async ({ pass }) => { await pass(50_000); app.setFirstName('Mel') } },
  ])
  expect(results.map(({ status }) => status)).toEqual(['passed'])
  expect(said.match(/▸ .*/g)!.slice(1)).toEqual([expect.stringMatching(/^▸ Set an attribute/), expect.stringMatching(/^▸ Once more: Set an attribute/)])
})

test('q ends with the report: the row is left out, the others were not run', async () => {
  const self = await hall()
  const told: string[] = []
  const { results, byRow, exitCode } = await walked(self, [3, 4, 5], [{ when: OPEN, do: ({ press }) => press('q') }], { reporters: [{ end: ({ status }) => void told.push(status), finish: ({ skipped }) => void told.push(`finished ${skipped}`) }] })
  expect(results.map(({ status }) => status)).toEqual(['skipped', 'skipped', 'skipped'])
  expect([byRow[3]!.split('\n')[0], byRow[4], byRow[5]]).toEqual(['ended by the tester while it waited for a session that starts', 'the tester ended before', 'the tester ended before'])
  expect(told).toEqual(['skipped', 'skipped', 'skipped', 'finished 3'])
  expect(exitCode).toBe(1)
})

test('time that is over with a person: they may try again, skip, or let it fail; without an answer it fails after a minute', async () => {
  const self = await hall()
  const app = self.app('ios')
  const over = { when: /The time is over/ }
  const again = await walked(self, [3], [{ ...over, do: ({ press }) => press('r') }, { when: /Once more/, do: () => app.launch() }])
  expect(again.results.map(({ status }) => status)).toEqual(['passed'])
  const skipped = await walked(self, [7], [{ ...over, do: ({ press }) => press('s') }])
  expect(skipped.byRow[7]).toMatch(/^skipped by the tester while it waited for a new anonymous profile\n/)
  const enter = await walked(self, [7], [{ ...over, do: ({ press }) => press('') }])
  expect(enter.byRow[7]).toMatch(/a new anonymous profile did not arrive within 1:00\n {2}what arrived instead:\n {4}nothing arrived/)
  const before = self.machine.now()
  const silent = await walked(self, [7], [])
  expect([silent.results[0]!.status, self.machine.now() - before]).toEqual(['failed', 120_000])
  expect(self.text.said).toContain('✘ a new anonymous profile did not arrive within 1:00\n      nothing arrived')
})

test('nobody there: each step fails when its time is over, and no key is offered', async () => {
  const self = await hall()
  const before = self.machine.now()
  const { results, said } = await walked(self, [3, 7], [], { present: false, seconds: 45 })
  expect(results.map(({ status }) => status)).toEqual(['failed', 'failed'])
  expect(self.machine.now() - before).toBe(90_000)
  expect(said).not.toMatch(/skip|The time is over/)
  // Where no line can be overwritten, progress is a line twice a minute
  expect(said.match(/… waiting for a session that starts · .* left/g)).toEqual(['… waiting for a session that starts · 0:45 left', '… waiting for a session that starts · 0:15 left'])
})

test('an input that ends in the middle: nobody is there any more', async () => {
  const self = await hall()
  const before = self.machine.now()
  const { results, said } = await walked(self, [3], [{ when: OPEN, do: ({ input }) => void input.end() }])
  expect([results[0]!.status, self.machine.now() - before]).toEqual(['failed', 60_000])
  expect(said).not.toContain('The time is over')
})

test('the emulator goes in the middle: said at once, waited for, and after 20 s the row fails and the rest is not run', async () => {
  const self = await hall()
  const { results, byRow, said, exitCode } = await walked(self, [3, 4, 5], [{ when: OPEN, do: ({ shut }) => shut() }])
  expect(results.map(({ status }) => status)).toEqual(['failed', 'skipped', 'skipped'])
  expect(byRow[3]).toMatch(/the emulator at http:\/\/127\.0\.0\.1:\d+ does not answer \(.*\)\n {2}it waited for a session that starts$/)
  expect([byRow[4], byRow[5], exitCode]).toEqual(['the emulator did not answer any more', 'the emulator did not answer any more', 1])
  expect(said).toMatch(/! the emulator at \S+ does not answer \(.*\), waiting for it · 0:\d\d left/)
})

test('the emulator is gone between two steps: the same, and what was defined does not matter', async () => {
  const self = await hall()
  const app = self.app('ios')
  const honest = self.target.fetch
  let gone = false
  const target = { ...self.target, fetch: async (request: Request) => { if (gone) throw new NoAnswer('the emulator does not answer (cut)'); return honest(request) } }
  const { results, byRow } = await walked(self, [3, 9, 10], [{ when: OPEN, do: () => app.launch() }, { when: /Log in/, do: () => { app.changeUser('mel') } }], { target: { ...target, fetch: async (request: Request) => { if (request.url.endsWith('/segments?workspace=default') && request.method === 'POST') gone = true; return target.fetch(request) } } })
  expect(results.map(({ status }) => status)).toEqual(['passed', 'failed', 'skipped'])
  expect(byRow[9]).toBe('the emulator\n  the emulator does not answer (cut)')
})

test('the emulator is away for a while, and another one is there then: the wait goes on, and sees what comes to that', async () => {
  const [self, second] = [await hall(), await hall()]
  const before = self.app('android')
  before.launch()
  for (let n = 0; n < 30; n++) before.logCustomEvent('before')
  await self.pass(15_000)
  const app = second.app('android')
  let where: 'first' | 'away' | 'second' = 'first'
  const target = { ...self.target, fetch: async (request: Request) => {
    if (where === 'away' && self.text.said.includes('waiting for it')) {
      where = 'second'
      app.launch()
      await app.idle()
    }
    if (where === 'away') throw new NoAnswer('the emulator does not answer (away)')
    return self.target.fetch(where === 'first' ? request : new Request(request.url.replace(self.url, second.url), request))
  } }
  const { results, said } = await walked(self, [3], [{ when: OPEN, do: async ({ pass }) => { where = 'away'; await pass(10_000) } }], { target })
  expect(results.map(({ status }) => status), said).toEqual(['passed'])
  expect(said).toContain('! the emulator does not answer (away), waiting for it')
})

test('an emulator that takes a connection and never answers: the wait shows it, and keys work', async () => {
  const self = await hall()
  const honest = self.target.fetch
  let stuck = false
  const target = { ...self.target, fetch: (request: Request) => (stuck ? new Promise<Response>(() => {}) : honest(request)) }
  const { byRow, said } = await walked(self, [3, 4], [{ when: OPEN, do: ({ press }) => { stuck = true; setImmediate(() => press('q')) } }], { target: { ...target, fetch: (request: Request) => (stuck && !request.url.includes('/journal') ? Promise.reject(new NoAnswer('stuck')) : target.fetch(request)) } })
  expect(byRow[3]).toMatch(/^ended by the tester while it waited for a session that starts\n/)
  expect(byRow[4]).toBe('the tester ended before')
  expect(said).toContain('… waiting for a session that starts')
})

test('the terminal: one line that is overwritten, no longer than the terminal is wide, and single keys', () => {
  const input = Object.assign(new PassThrough(), { isTTY: true, raw: [] as boolean[], setRawMode(on: boolean) { this.raw.push(on) } })
  let said = ''
  const stop = new AbortController()
  const person = createPerson({ input, tty: true, width: () => 24, signal: stop.signal, write: (text) => void (said += text) })
  person.show('  … waiting for something long', false)
  person.show('short', false)
  person.say('next')
  expect(said).toBe('\r\u001B[2K  … waiting for someth…\r\u001B[2Kshort\r\u001B[2Knext\n')
  input.emit('data', Buffer.from('xSr\r'))
  expect([person.key(), person.key(), person.key(), person.key()]).toEqual(['skip', 'retry', 'done', undefined])
  input.emit('data', Buffer.from('s\u0003'))
  person.forgetKeys()
  expect([person.key(), person.key()]).toEqual(['quit', undefined])
  stop.abort()
  expect(person.key()).toBe('quit')
  person.close()
  expect(input.raw).toEqual([true, false])
  input.emit('data', Buffer.from('s'))
  expect(person.key()).toBe(undefined)
})

test('waiting out a span counts down aloud; s makes it shorter', async () => {
  let now = 0
  const machine = { now: () => now, pause: async (ms: number) => void (now += ms) }
  let said = ''
  const input = new PassThrough()
  const person = createPerson({ input, tty: false, write: (text) => void (said += text) })
  expect(await waitOut(70_000, "clock.advance('70s')", { person, machine })).toBe('over')
  expect(now).toBe(70_000)
  expect(said).toBe("  … clock.advance('70s') · 1:10 left · s no longer, q quit\n  … clock.advance('70s') · 0:40 left · s no longer, q quit\n  … clock.advance('70s') · 0:10 left · s no longer, q quit\n")
  input.emit('data', Buffer.from('s\n'))
  expect([await waitOut(70_000, 'x', { person, machine }), now]).toEqual(['skip', 70_000])
  person.close()
})
