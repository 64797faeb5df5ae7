// `brazier exec --strict`: what came in while a command ran and is not as the tracking plan says. It counts as it happens: a reset in between takes rows away.
import { ConfigError } from '../../config.ts'
import { collectFindings, findingLine } from '../../domain/tracking-plan/findings.ts'
import type { Violation } from '../../domain/tracking-plan/plan.ts'
import type { Core } from '../../index.ts'

const LONGEST_WAIT_MS = 5000 // for what the emulator does a moment later, such as a sync of rows

/** A timer that keeps no process alive. */
const over = (): Promise<void> => new Promise((resolve) => AbortSignal.timeout(LONGEST_WAIT_MS).addEventListener('abort', () => resolve()))

/** Exit code of a command that succeeded while what it sent did not fit the plan. */
export const VIOLATED = 3

/** Watches the default workspace from now on. `configured` is the plan of the config file: a world from a snapshot or a file has not seen its seeds. Throws ConfigError when there is no plan. */
export function watchPlan(core: Core, configured: object | undefined) {
  const { db, journal, scheduler, trackingPlan } = core.world()
  if (configured !== undefined && JSON.stringify(configured) !== JSON.stringify(trackingPlan.get())) db.tx(() => void trackingPlan.put(configured))
  if (trackingPlan.get() === null) throw new ConfigError('exec --strict needs a tracking plan: write one under tracking_plan in the config file (brazier plan infer drafts it)')
  const findings = collectFindings()
  let read = journal.lastSeq()
  const stop = journal.follow(() => {
    for (const { seq, data } of journal.noticed({ since: read, kinds: ['tracking_plan.violated'], limit: 100_000 })) {
      const { source, row, ...violation } = data
      findings.add(violation as Violation, { seq: typeof row === 'number' ? row : seq, source: typeof source === 'string' ? source : null })
      read = seq
    }
  })

  return {
    /** Waits until the emulator is done, and answers the lines to print: none when all was as planned. */
    async end(): Promise<string[]> {
      await Promise.race([scheduler.settle(), over()])
      stop()
      return findings.all().map(findingLine)
    },
  }
}
