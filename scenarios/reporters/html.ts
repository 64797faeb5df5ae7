// The report to attach to a ticket: one HTML file that needs nothing else, dark and light.
import { differingFirst, show } from '../compare.ts'
import { pathFrom } from '../load.ts'
import type { Reporter, Result } from '../runner.ts'
import { alsoRows, countsOf, labelsOf, rowOf } from './by-row.ts'
import { attributeValue, text } from './escape.ts'
import { duration } from './pretty.ts'

const SIGNS = { passed: '✔', failed: '✘', skipped: '–' } as const
const WORDS = { passed: 'passed', failed: 'failed', skipped: 'not run' } as const

const STYLE = `:root{color-scheme:light dark;--line:#8884;--good:#1a7f37;--bad:#cf222e;--dim:#6e7781;--soft:#8881}
@media (prefers-color-scheme:dark){:root{--good:#3fb950;--bad:#ff7b72;--dim:#9198a1}}
body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}.dim{color:var(--dim)}
table{border-collapse:collapse;width:100%}td{border-top:1px solid var(--line);padding:.4rem .6rem;vertical-align:top}td:first-child{width:1.5rem}td:last-child{text-align:right;white-space:nowrap}
.passed>td:first-child,b.passed{color:var(--good)}.failed>td:first-child,b.failed{color:var(--bad)}.skipped{color:var(--dim)}td>div.dim{white-space:pre-wrap;overflow-wrap:anywhere}
details{margin:.3rem 0}summary{cursor:pointer}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--soft);border-radius:6px;padding:.6rem .8rem;margin:.4rem 0;font:12.5px/1.5 ui-monospace,monospace}
.diff{display:grid;grid-template-columns:1fr 1fr;gap:.6rem}@media (max-width:45rem){.diff{grid-template-columns:1fr}}`

export function htmlReporter({ write, cwd, target, now = () => performance.timeOrigin + performance.now() }: { write: (text: string) => void; cwd: string; target: string; /** Of the machine, in ms. */ now?: () => number }): Reporter {
  const block = (title: string, body: string): string => `<div><span class="dim">${text(title)}</span><pre>${text(body)}</pre></div>`

  function failureOf({ scenario, failure }: Result): string {
    if (failure === undefined) return ''
    const { found } = failure
    const place = failure.at ?? scenario.at
    const where = place === undefined ? '' : `<div class="dim">${text(`${pathFrom(cwd, place.file)}:${place.line}`)}</div>`
    if (found === undefined) return `${where}<pre>${text(failure.message)}</pre>`
    const foremost = differingFirst(found.expected, found.actual)
    const values = found.expected === undefined && found.actual === undefined ? '' : `<div class="diff">${block('expected', show(foremost.expected))}${block('was', show(foremost.actual))}</div>`
    const trails = (found.trails ?? []).map(({ title, lines }) => `<details open><summary>${text(title)}</summary><pre>${text(lines.length === 0 ? '(none)' : lines.join('\n'))}</pre></details>`).join('')
    return `${where}<div><b class="failed">${text(found.step)}</b></div><pre>${text(found.because.join('\n'))}</pre>${values}${trails}`
  }

  /** What stands beside the name: tags that it does not have already, and the other rows. */
  function besides({ name, tags, rows }: Result['scenario'], label: string | undefined): string {
    const words = name.toLowerCase().split(/[^\p{L}\p{N}]+/u).join(' ')
    const shown = [...tags.filter((tag) => !` ${words} `.includes(` ${tag.toLowerCase()} `)), alsoRows({ rows }, label)].filter((one) => one !== '')
    return shown.length === 0 ? '' : ` <span class="dim">${text(shown.join(' · '))}</span>`
  }

  const scenarioRow = (result: Result, label: string | undefined): string =>
    `<tr class="${result.status}"><td>${SIGNS[result.status]}</td><td>${text(result.scenario.name)}${besides(result.scenario, label)}${result.note === undefined ? '' : `<div class="dim">${text(result.note)}</div>`}${failureOf(result)}</td><td class="dim">${result.status === 'skipped' ? WORDS.skipped : duration(result.ms)}</td></tr>`

  const section = (title: string, results: readonly Result[], label?: string): string => `<h2>${text(title)}</h2>\n<table>\n${results.map((one) => scenarioRow(one, label)).join('\n')}\n</table>`

  return {
    finish({ results, passed, failed, skipped, ms }) {
      const labels = labelsOf(results.map(({ scenario }) => scenario))
      const rows = labels.map((label) => rowOf(label, results))
      const others = results.filter(({ scenario }) => scenario.rows.length === 0)
      const anchor = (label: string): string => attributeValue(`row-${labels.indexOf(label) + 1}`)
      const overview = rows.map((row) => `<tr class="${row.status}"><td>${SIGNS[row.status]}</td><td><a href="#${anchor(row.label)}">${text(row.label)}</a> <span class="dim">${text([countsOf(row), ...row.platforms].join(' · '))}</span></td><td class="dim">${duration(row.ms)}</td></tr>`).join('\n')
      const counts = [`<b class="passed">${passed} passed</b>`, ...(failed > 0 ? [`<b class="failed">${failed} failed</b>`] : []), ...(skipped > 0 ? [`${skipped} not run`] : [])].join(', ')
      write(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${text(`${failed === 0 ? 'passed' : 'FAILED'}: brazier scenarios`)}</title>
<style>${STYLE}</style>
<h1>Brazier scenarios</h1>
<p>${counts} <span class="dim">in ${duration(ms)} on ${text(target)}, ${new Date(now()).toISOString().slice(0, 16).replace('T', ' ')} UTC</span></p>
${rows.length === 0 ? '' : `<table>\n${overview}\n</table>`}
${rows.map((row) => section(row.label, row.results, row.label).replace('<h2>', `<h2 id="${anchor(row.label)}">`)).join('\n')}
${others.length === 0 ? '' : section(rows.length === 0 ? 'Scenarios' : 'Other scenarios', others)}
</html>
`)
    },
  }
}
