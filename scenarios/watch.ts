// --watch: runs again whenever a file beside the scenarios changes, until it is told to stop.
import { existsSync, readdirSync, statSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const MATTERS = /\.(ts|mts|cts|js|mjs|cjs|json|ya?ml)$/

function* withFoldersBelow(folder: string): Generator<string> {
  yield folder
  let below: string[] = []
  try {
    below = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory() && one.name !== 'node_modules' && !one.name.startsWith('.')).map(({ name }) => join(folder, name))
  } catch {
    // it went, or is not ours to read
  }
  for (const one of below) yield* withFoldersBelow(one)
}

/**
 * Calls back with the path of whatever changes in the folders and below. Folder by folder: watching a tree by `recursive` loses files on Linux (Node 20)
 * when another takes their place, which is how most editors save.
 */
function watchFolders(roots: Iterable<string>, changed: (path: string | undefined) => void): { close(): void } {
  const watchers = new Map<string, FSWatcher>()
  const forget = (folder: string): void => {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }
  /** True when there is a folder that was not there before. */
  const look = (): boolean => {
    let more = false
    const there = new Set([...roots].flatMap((root) => [...withFoldersBelow(root)]))
    for (const folder of watchers.keys()) if (!there.has(folder)) forget(folder)
    for (const folder of there) {
      if (watchers.has(folder) || !existsSync(folder)) continue
      const one = watch(folder, (event, name) => {
        // What is in a new folder may have been there before anybody looked
        const more = event === 'rename' && look()
        changed(name === null || more ? undefined : join(folder, name))
      })
      one.on('error', () => forget(folder))
      watchers.set(folder, one)
      more = true
    }
    return more
  }
  look()
  return { close: () => [...watchers.keys()].forEach(forget) }
}

/** Runs `again` at once and after each change; answers the last exit code when `signal` is given. Changes while it runs lead to one more run. */
export async function watchAndRepeat<Code>({ paths, ignore, signal, again, say }: { paths: readonly string[]; ignore?: string | undefined; signal?: AbortSignal | undefined; again: () => Promise<Code>; say: (text: string) => void }): Promise<Code> {
  const folders = new Set(paths.filter((path) => existsSync(path)).map((path) => resolve(statSync(path).isDirectory() ? path : dirname(path))))
  if (folders.size === 0) return again()
  const stopped = (): boolean => signal?.aborted === true
  let changed = false
  let wake = (): void => {}
  const watching = watchFolders(folders, (path) => {
    if (path !== undefined && (!MATTERS.test(path) || path === ignore)) return
    changed = true
    wake()
  })
  signal?.addEventListener('abort', () => wake())
  try {
    for (;;) {
      changed = false
      const code = await again()
      if (stopped()) return code
      if (!changed) {
        const woken = new Promise<void>((done) => void (wake = done))
        say('\nwaiting for a change …\n')
        await woken
      }
      if (stopped()) return code
      say('\n')
    }
  } finally {
    watching.close()
  }
}
