// --watch: runs again whenever a file beside the scenarios changes, until it is told to stop.
import { existsSync, statSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { dirname, resolve } from 'node:path'

const MATTERS = /\.(ts|mts|cts|js|mjs|cjs|json|ya?ml)$/

/** Runs `again` at once and after each change; answers the last exit code when `signal` is given. Changes while it runs lead to one more run. */
export async function watchAndRepeat<Code>({ paths, ignore, signal, again, say }: { paths: readonly string[]; ignore?: string | undefined; signal?: AbortSignal | undefined; again: () => Promise<Code>; say: (text: string) => void }): Promise<Code> {
  const folders = new Set(paths.filter((path) => existsSync(path)).map((path) => (statSync(path).isDirectory() ? path : dirname(path))))
  if (folders.size === 0) return again()
  const stopped = (): boolean => signal?.aborted === true
  let changed = false
  let wake = (): void => {}
  const watchers: FSWatcher[] = [...folders].map((folder) =>
    watch(folder, { recursive: true }, (_, name) => {
      if (name === null || (MATTERS.test(name) && !/(^|[\\/])node_modules[\\/]/.test(name) && resolve(folder, name) !== ignore)) {
        changed = true
        wake()
      }
    }),
  )
  signal?.addEventListener('abort', () => wake())
  try {
    for (;;) {
      changed = false
      const code = await again()
      if (stopped()) return code
      if (!changed) {
        say('\nwaiting for a change …\n')
        await new Promise<void>((done) => void (wake = done))
      }
      if (stopped()) return code
      say('\n')
    }
  } finally {
    for (const one of watchers) one.close()
  }
}
