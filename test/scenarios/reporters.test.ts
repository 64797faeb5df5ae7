// The reports: progress and colours for people, well-formed XML and JSON for machines, whatever the names and messages hold.
import { expect, test } from 'vitest'
import type { Scenario } from '../../scenarios/registry.ts'
import { jsonReporter } from '../../scenarios/reporters/json.ts'
import { StepFailed } from '../../scenarios/failure.ts'
import { inRowOrder } from '../../scenarios/reporters/by-row.ts'
import { htmlReporter } from '../../scenarios/reporters/html.ts'
import { junitReporter } from '../../scenarios/reporters/junit.ts'
import { prettyReporter } from '../../scenarios/reporters/pretty.ts'
import type { Result, Summary } from '../../scenarios/runner.ts'

const scenario = (name: string, ...rows: string[]): Scenario => ({ name, rows, tags: ['a'], timeoutInSeconds: 60, at: { file: '/qa/x.scenario.ts', line: 3 }, body: () => {} })
const NASTY = `<b>&amp; "it's" ]]> \u0000\u001B[31m\uFFFF \uD800 😀 done\r\n\tnext`

const results: Result[] = [
  { scenario: scenario('good', 'QA 1'), status: 'passed', ms: 12.4 },
  { scenario: scenario(NASTY), status: 'failed', ms: 1234, failure: { message: `${NASTY}\n  expected: 1\n  was:      2`, brief: NASTY, at: { file: '/qa/x.scenario.ts', line: 5 } } },
  { scenario: scenario('later'), status: 'skipped', ms: 0 },
]
const summary: Summary = { results, passed: 1, failed: 1, skipped: 1, ms: 1300, exitCode: 1 }

/** A strict look at XML as small as ours: the elements with their attributes and texts. Throws when it is not well-formed. */
function parseXml(xml: string): { name: string; depth: number; attributes: Record<string, string>; text: string }[] {
  const elements: { name: string; depth: number; attributes: Record<string, string>; text: string }[] = []
  const open: typeof elements = []
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(xml) || /\p{Surrogate}/u.test(xml)) throw new Error('a character that XML has not')
  const plain = (text: string): string => {
    if (/&(?!(amp|lt|gt|quot|apos|#\d+);)|</.test(text)) throw new Error(`not escaped: ${text}`)
    return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))).replace(/&(lt|gt|quot|apos);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"', apos: "'" })[name]!).replaceAll('&amp;', '&')
  }
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '')
  for (const [, text, closing, name, attributes, empty] of body.matchAll(/([^<]*)<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/gy)) {
    if (text!.includes(']]>')) throw new Error(']]> in a text')
    if (open.length > 0) open.at(-1)!.text += plain(text!)
    if (closing === '/') {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes another`)
      continue
    }
    const element = { name: name!, depth: open.length, attributes: Object.fromEntries([...attributes!.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, key, value]) => [key!, plain(value!)])), text: '' }
    elements.push(element)
    if (empty !== '/') open.push(element)
  }
  if (open.length > 0 || !body.endsWith('</testsuites>\n')) throw new Error('not closed')
  return elements
}

test('junit: well-formed, with the counts, and every text readable again', () => {
  let xml = ''
  junitReporter({ write: (text) => void (xml += text), cwd: '/qa' }).finish(summary)
  const elements = parseXml(xml)
  const readable = NASTY.replace(/[\u0000\u001B\uFFFF\uD800](?![\uDC00-\uDFFF])/g, '\uFFFD')
  expect(elements.map(({ name, depth }) => [name, depth])).toEqual([['testsuites', 0], ['testsuite', 1], ['testcase', 2], ['testcase', 2], ['failure', 3], ['testcase', 2], ['skipped', 3]])
  expect(elements[0]!.attributes).toEqual({ name: 'brazier scenarios', tests: '3', failures: '1', errors: '0', skipped: '1', time: '1.300' })
  expect(elements[1]!.attributes).toEqual({ name: 'x.scenario.ts', tests: '3', failures: '1', errors: '0', skipped: '1', time: '1.246' })
  expect(elements[2]!.attributes).toEqual({ name: 'good', classname: 'QA 1', file: 'x.scenario.ts', time: '0.012' })
  expect(elements[3]!.attributes['name']).toBe(readable)
  expect(elements[4]!.attributes).toEqual({ message: readable, type: 'expectation' })
  expect(elements[4]!.text).toBe(`${readable}\n  expected: 1\n  was:      2`)
})

test('json: the whole outcome as one object', () => {
  let text = ''
  jsonReporter({ write: (more) => void (text += more), cwd: '/qa', target: 'here' }).finish(summary)
  expect(JSON.parse(text)).toEqual({
    target: 'here', passed: 1, failed: 1, skipped: 1, duration_ms: 1300, exit_code: 1,
    scenarios: [
      { name: 'good', rows: ['QA 1'], tags: ['a'], file: 'x.scenario.ts', line: 3, status: 'passed', duration_ms: 12, failure: null },
      { name: NASTY, rows: [], tags: ['a'], file: 'x.scenario.ts', line: 3, status: 'failed', duration_ms: 1234, failure: { brief: NASTY, message: results[1]!.failure!.message, file: 'x.scenario.ts', line: 5, step: null, because: [], expected: null, actual: null, trails: [] } },
      { name: 'later', rows: [], tags: ['a'], file: 'x.scenario.ts', line: 3, status: 'skipped', duration_ms: 0, failure: null },
    ],
  })
})

function pretty(tty: boolean, colour: 0 | 1): string {
  let text = ''
  const reporter = prettyReporter({ write: (more) => void (text += more), cwd: '/qa', tty, colour, target: 'here' })
  const short = results.map((one) => (one.status === 'failed' ? { ...one, scenario: scenario('bad'), failure: { ...one.failure!, message: 'expect.x\n  expected: 1\n  was:      2' } } : one))
  reporter.begin!(short.map((one) => one.scenario))
  for (const [index, one] of short.entries()) {
    if (one.status !== 'skipped') reporter.start!(one.scenario, { index, total: short.length })
    reporter.end!(one)
  }
  reporter.finish({ ...summary, results: short })
  return text
}

test('pretty in a file: plain lines, failures at the end', () => {
  expect(pretty(false, 0)).toBe('QA 1\n✔ good (12 ms)\n\nOther scenarios\n✘ bad (1.2 s)\n- later (not run)\n\n1) bad\n   x.scenario.ts:5\n   expect.x\n     expected: 1\n     was:      2\n\n1 passed, 1 failed, 1 not run in 1.3 s on here · exit code 1\n')
})

test('pretty on a terminal: the running scenario is shown and overwritten, colours tell good from bad', () => {
  expect(pretty(true, 0)).toMatch(/^▸ 1\/3 good\r\u001B\[2KQA 1\n✔ good \(12 ms\)\n▸ 2\/3 bad\r\u001B\[2K\nOther scenarios\n✘ bad/)
  const coloured = pretty(false, 1)
  expect(coloured).toContain('\u001B[32m✔\u001B[39m good')
  expect(coloured).toContain('\u001B[31m✘\u001B[39m \u001B[31mbad\u001B[39m')
  expect(coloured).toContain('   \u001B[32m  expected: 1\u001B[39m\n   \u001B[31m  was:      2\u001B[39m')
})

const rowed = (label: string, platform: string, status: Result['status']): Result => ({ scenario: { ...scenario(`${platform}: ${label}`, label), tags: [platform] }, status, ms: 600, ...(status === 'failed' ? { failure: { message: 'bad', brief: 'bad', at: undefined } } : {}) })

test('pretty by rows: each row once, in the order of the table although another ends first, with what failed in it', () => {
  let text = ''
  const reporter = prettyReporter({ write: (more) => void (text += more), cwd: '/qa', tty: false, colour: 0, target: 'here', details: false })
  const all = [rowed('4 · Ends', 'web', 'passed'), rowed('12 · Tokens', 'ios', 'passed'), rowed('4 · Ends', 'ios', 'failed'), rowed('my own', 'web', 'passed')]
  reporter.begin!(all.map((one) => one.scenario))
  for (const one of all) reporter.end!(one)
  expect(text).toBe('✘ 4 · Ends — 2 scenarios, 1 failed · web · ios (1.2 s)\n    ✘ ios: 4 · Ends (600 ms)\n✔ 12 · Tokens — 1 scenario · ios (600 ms)\n✔ my own — 1 scenario · web (600 ms)\n')
})

test('pretty by rows: a row is written as soon as it and those above it are done', () => {
  let text = ''
  const reporter = prettyReporter({ write: (more) => void (text += more), cwd: '/qa', tty: false, colour: 0, target: 'here', details: false })
  const [twelve, four, nine] = [rowed('12 · Tokens', 'ios', 'passed'), rowed('4 · Ends', 'web', 'passed'), rowed('9 · Segments', 'web', 'passed')]
  reporter.begin!([twelve!, four!, nine!].map((one) => one.scenario))
  const after: string[] = []
  for (const one of [twelve!, four!, nine!]) {
    reporter.end!(one)
    after.push(text.replace(/ —.*/g, ''))
  }
  expect(after).toEqual(['', '✔ 4 · Ends\n', '✔ 4 · Ends\n✔ 9 · Segments\n✔ 12 · Tokens\n'])
})

const twice: Result = { scenario: { ...scenario('web: both', '5 · Attributes', '6 · Custom data', 'my plan'), tags: ['web', 'smoke'] }, status: 'failed', ms: 10, failure: { message: 'bad', brief: 'bad', at: undefined } }

test('pretty with details: scenarios below the title of their first row, with their other rows', () => {
  let text = ''
  const reporter = prettyReporter({ write: (more) => void (text += more), cwd: '/qa', tty: false, colour: 0, target: 'here' })
  const all = [twice, rowed('6 · Custom data', 'web', 'passed')]
  reporter.begin!(all.map((one) => one.scenario))
  for (const one of all) reporter.end!(one)
  expect(text).toBe("5 · Attributes\n✘ web: both — also row 6, 'my plan' (10 ms)\n\n6 · Custom data\n✔ web: 6 · Custom data (600 ms)\n")
})

test('a scenario of two rows says so in both, on the screen and in HTML; a platform that its name has is not said again', () => {
  let [text, html] = ['', '']
  const reporter = prettyReporter({ write: (more) => void (text += more), cwd: '/qa', tty: false, colour: 0, target: 'here', details: false })
  reporter.begin!([twice.scenario])
  reporter.end!(twice)
  expect(text.split('\n').filter((line) => line.startsWith('    '))).toEqual(["    ✘ web: both — also row 6, 'my plan' (10 ms)", "    ✘ web: both — also row 5, 'my plan' (10 ms)", '    ✘ web: both — also rows 5, 6 (10 ms)'])
  htmlReporter({ write: (more) => void (html += more), cwd: '/qa', target: 'here' }).finish({ ...summary, results: [twice] })
  expect([...html.matchAll(/<td>web: both <span class="dim">([^<]*)</g)].map((match) => match[1])).toEqual(["smoke · also row 6, 'my plan'", "smoke · also row 5, 'my plan'", 'smoke · also rows 5, 6'])
})

test('scenarios run in the order of the rows, those without one last', () => {
  const [a, b, c, d] = [scenario('a', '12 · Tokens'), scenario('b'), scenario('c', '9 · Segments', '4 · Ends'), scenario('d', '12 · Tokens')]
  expect(inRowOrder([a!, b!, c!, d!]).map(({ name }) => name)).toEqual(['c', 'a', 'd', 'b'])
})

test('what differs stands first in expected and in what was, in every report', () => {
  const found = { step: 'expect.x', because: ['b: expected 2, was 3'], expected: { a: 1, b: 2, c: { y: 1, x: 2 } }, actual: { z: 0, a: 1, b: 3, c: { w: 0, x: 3, y: 1 } } }
  const failed: Result = { ...twice, failure: { message: new StepFailed({ ...found, at: undefined }).message, brief: 'x', at: undefined, found } }
  const [expected, was] = ['{ b: 2, c: { x: 2, y: 1 }, a: 1 }', '{ b: 3, c: { x: 3, y: 1, w: 0 }, a: 1, z: 0 }']
  const written = (make: (options: { write(text: string): void; cwd: string; target: string }) => { finish(summary: Summary): void }): string => {
    let text = ''
    make({ write: (more) => void (text += more), cwd: '/qa', target: 'here' }).finish({ ...summary, results: [failed] })
    return text
  }
  expect(JSON.parse(written(jsonReporter)).scenarios[0].failure).toMatchObject({ expected, actual: was })
  expect(written(htmlReporter)).toContain(`<pre>${expected}</pre>`)
  expect(written(htmlReporter)).toContain(`<pre>${was}</pre>`)
  for (const text of [written(junitReporter), written((options) => prettyReporter({ ...options, tty: false, colour: 0 }))]) {
    expect(text).toContain(`expected: ${expected}\n`)
    expect(text).toContain(`was:      ${was}`)
  }
})

test('html: one file that loads nothing, rows first, every text as it was', () => {
  let html = ''
  const failed: Result = { ...results[1]!, failure: { ...results[1]!.failure!, found: { step: NASTY, because: ['<because>'], expected: { a: '<1>' }, actual: undefined, trails: [{ title: 'last <rows>', lines: ['#1 <b>'] }] } } }
  const all = [rowed('12 · <Tokens>', 'ios', 'passed'), rowed('4 · Ends', 'web', 'passed'), failed, { ...rowed('4 · Ends', 'ios', 'skipped'), note: 'no <phone> at hand' }]
  htmlReporter({ write: (more) => void (html += more), cwd: '/qa', target: '<here>', now: () => Date.UTC(2026, 2, 1, 12) }).finish({ ...summary, results: all })
  expect(html).not.toMatch(/<script|src=|href="[^#]|url\(|<b>&amp;|<phone>|<rows>|<because>|<1>|<Tokens>|<here>/)
  expect([...html.matchAll(/<h2[^>]*>([^<]*)/g)].map((match) => match[1])).toEqual(['4 · Ends', '12 · &lt;Tokens&gt;', 'Other scenarios'])
  expect(html).toContain('<p><b class="passed">1 passed</b>, <b class="failed">1 failed</b>, 1 not run <span class="dim">in 1.3 s on &lt;here&gt;, 2026-03-01 12:00 UTC</span></p>')
  expect(html).toContain('<a href="#row-1">4 · Ends</a> <span class="dim">2 scenarios, 1 not run · web · ios</span>')
  expect(html).toContain("<pre>{ a: '&lt;1&gt;' }</pre>")
  expect(html).toContain('<pre>undefined</pre>')
  expect(html).toContain('<summary>last &lt;rows&gt;</summary><pre>#1 &lt;b&gt;</pre>')
  expect(html).toContain('<div class="dim">no &lt;phone&gt; at hand</div>')
})
