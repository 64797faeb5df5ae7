// The report for programs: one JSON object.
import { show } from '../compare.ts'
import { pathFrom } from '../load.ts'
import type { Reporter } from '../runner.ts'

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
          // Values as a person reads them: not all of them are JSON
          step: failure.found?.step ?? null, because: failure.found?.because ?? [], expected: failure.found === undefined ? null : show(failure.found.expected), actual: failure.found === undefined ? null : show(failure.found.actual), trails: failure.found?.trails ?? [],
        },
      }))
      write(`${JSON.stringify({ target, passed, failed, skipped, duration_ms: Math.round(ms), exit_code: exitCode, scenarios }, null, 2)}\n`)
    },
  }
}
