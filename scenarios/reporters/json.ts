// The report for programs: one JSON object.
import { differingFirst, show } from '../compare.ts'
import type { Failing } from '../failure.ts'
import { pathFrom } from '../load.ts'
import type { Reporter } from '../runner.ts'

// Values as a person reads them: not all of them are JSON
function valuesOf(found: Failing | undefined): { expected: string | null; actual: string | null } {
  if (found === undefined) return { expected: null, actual: null }
  const { expected, actual } = differingFirst(found.expected, found.actual)
  return { expected: show(expected), actual: show(actual) }
}

export function jsonReporter({ write, cwd, target }: { write: (text: string) => void; cwd: string; target: string }): Reporter {
  return {
    finish({ results, passed, failed, skipped, ms, exitCode }) {
      const scenarios = results.map(({ scenario, status, ms: took, failure, note }) => ({
        name: scenario.name,
        rows: scenario.rows,
        tags: scenario.tags,
        file: scenario.at === undefined ? null : pathFrom(cwd, scenario.at.file),
        line: scenario.at?.line ?? null,
        status,
        duration_ms: Math.round(took),
        ...(note === undefined ? {} : { note }),
        failure: failure === undefined ? null : {
          brief: failure.brief, message: failure.message, file: failure.at === undefined ? null : pathFrom(cwd, failure.at.file), line: failure.at?.line ?? null,
          step: failure.found?.step ?? null, because: failure.found?.because ?? [], ...valuesOf(failure.found), trails: failure.found?.trails ?? [],
        },
      }))
      write(`${JSON.stringify({ target, passed, failed, skipped, duration_ms: Math.round(ms), exit_code: exitCode, scenarios }, null, 2)}\n`)
    },
  }
}
