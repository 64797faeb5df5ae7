// Plays the recorded scenario on an emulator of its own before it is written: what does not hold is left out, and said.
import { readScenarios } from '../yaml/read.ts'
import { runScenario } from '../runner.ts'
import type { OpenTarget } from '../target.ts'
import type { Draft, Line } from './draft.ts'
import { textOf } from './draft.ts'

type Head = { schema: string; comment: string }

/** The text that passes, and what had to go. Each play can only take one thing away, so it ends. */
export async function prove(draft: Draft, head: Head, { file, open, said }: { file: string; open: OpenTarget; said(line: Line): void }): Promise<{ text: string; passed: boolean; why?: string }> {
  for (;;) {
    const { text, places } = textOf(draft, head)
    const drop = (at: number, why: string): boolean => {
      const found = [...places].find(([, { from, to }]) => at >= from && at <= to)?.[0]
      if (found === undefined) return false
      found.dropped = why
      said(found)
      return true
    }
    const { scenarios, problems } = readScenarios(file, text)
    if (problems[0] !== undefined) {
      if (drop(problems[0].line, problems[0].message)) continue
      return { text, passed: false, why: `line ${problems[0].line}: ${problems[0].message}` }
    }
    const { status, failure } = await runScenario(scenarios[0]!, open)
    if (status === 'passed') return { text, passed: true }
    if (failure?.at?.file === file && drop(failure.at.line, failure.brief)) continue
    return { text, passed: false, why: failure?.brief ?? 'it failed' }
  }
}
