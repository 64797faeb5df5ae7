// The report for build servers: JUnit XML, one test suite a file.
import { pathFrom } from '../load.ts'
import type { Reporter, Result } from '../runner.ts'
import { attributeValue, text } from './escape.ts'

const attributes = (values: Record<string, string | number>): string =>
  Object.entries(values).map(([name, value]) => ` ${name}="${attributeValue(String(value))}"`).join('')

const seconds = (ms: number): string => (ms / 1000).toFixed(3)
const has = (results: readonly Result[], status: Result['status']): number => results.filter((one) => one.status === status).length

export function junitReporter({ write, cwd }: { write: (text: string) => void; cwd: string }): Reporter {
  const fileOf = ({ scenario }: Result): string => (scenario.at === undefined ? 'scenarios' : pathFrom(cwd, scenario.at.file))

  function testCase(result: Result): string {
    const { scenario, status, ms, failure, note } = result
    const open = `    <testcase${attributes({ name: scenario.name, classname: scenario.rows.join('; ') || fileOf(result), file: fileOf(result), time: seconds(ms) })}`
    const said = note === undefined || status === 'skipped' ? '' : `      <system-out>${text(note)}</system-out>\n`
    if (status === 'passed') return said === '' ? `${open}/>\n` : `${open}>\n${said}    </testcase>\n`
    if (status === 'skipped') return `${open}>\n      <skipped${note === undefined ? '' : attributes({ message: note })}/>\n    </testcase>\n`
    return `${open}>\n      <failure${attributes({ message: failure!.brief, type: 'expectation' })}>${text(failure!.message)}</failure>\n${said}    </testcase>\n`
  }

  return {
    finish({ results, ms }) {
      const counts = (some: readonly Result[]) => ({ tests: some.length, failures: has(some, 'failed'), errors: 0, skipped: has(some, 'skipped') })
      const suites = byFile(results)
      write(`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name: 'brazier scenarios', ...counts(results), time: seconds(ms) })}>\n`)
      for (const [file, some] of suites) {
        write(`  <testsuite${attributes({ name: file, ...counts(some), time: seconds(some.reduce((sum, one) => sum + one.ms, 0)) })}>\n${some.map(testCase).join('')}  </testsuite>\n`)
      }
      write('</testsuites>\n')
    },
  }

  function byFile(results: readonly Result[]): Map<string, Result[]> {
    const suites = new Map<string, Result[]>()
    for (const one of results) suites.set(fileOf(one), [...(suites.get(fileOf(one)) ?? []), one])
    return suites
  }
}
