// Runs the built command as its users do: a process of its own, in a folder of its own, told apart by what it prints and how it ends.
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export const ROOT = join(import.meta.dirname, '../../..')

type Build = { build(options: { outdir: string; types?: boolean }): Promise<void>; dist: string; isFresh(): boolean; stamp(): string }
// By its URL: the build is plain JavaScript, without declarations
const { build, dist, isFresh, stamp } = (await import(new URL('../../../emulator/build.mjs', import.meta.url).href)) as Build

/** The built package: dist/ when it is of these sources (`npm test` sees to that), else a build of its own for this state of them. */
export const built: string = await (async () => {
  if (isFresh() && existsSync(join(dist, 'types'))) return dist
  const home = join(tmpdir(), `brazier-built-${stamp().slice(0, 16)}`)
  if (!existsSync(home)) {
    const work = `${home}.${process.pid}`
    mkdirSync(work, { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(work, 'node_modules'))
    await build({ outdir: join(work, 'dist'), types: true })
    try {
      renameSync(work, home)
    } catch {
      rmSync(work, { recursive: true, force: true }) // another worker was first
    }
  }
  return join(home, 'dist')
})()

const command = join(built, 'brazier.cjs')

/** A folder that is gone after the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'brazier-test-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

export type Ended = { code: number | null; signal: NodeJS.Signals | null; out: string; err: string }
export type Options = { cwd?: string; env?: Record<string, string>; node?: string[] }

const cleanEnv = (): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(BRAZ|FORCE_COLOR|NO_COLOR|VITEST|NODE_OPTIONS)/.test(name)))

/** Starts `brazier <args>`. It is killed after the test if it still runs then. */
export function spawned(args: readonly string[], { cwd = tmpdir(), env = {}, node = [] }: Options = {}) {
  const child: ChildProcess = spawn(process.execPath, [...node, command, ...args], { cwd, env: { ...cleanEnv(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const text = { out: '', err: '' }
  const waiting = new Set<() => void>()
  const wake = (): void => [...waiting].forEach((one) => one())
  child.stdout!.setEncoding('utf8').on('data', (part: string) => ((text.out += part), wake()))
  child.stderr!.setEncoding('utf8').on('data', (part: string) => ((text.err += part), wake()))
  let over = false
  const ended = new Promise<Ended>((resolve) => child.on('close', (code, signal) => ((over = true), resolve({ code, signal, ...text }), wake())))
  onTestFinished(async () => {
    if (!over) child.kill('SIGKILL')
    await ended
  })

  /** Resolves with what `look` finds in the output so far or to come. */
  const until = <T>(look: (text: { out: string; err: string }) => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        const found = look(text)
        if (found !== undefined) resolve(found)
        else if (over) reject(new Error(`brazier ${args.join(' ')} ended before; out: ${text.out} err: ${text.err}`))
        else return
        waiting.delete(check)
      }
      waiting.add(check)
      check()
    })

  return {
    child,
    ended,
    text,
    until,
    /** The n-th whole line of stdout. */
    line: (n = 0): Promise<string> => until(({ out }) => (out.split('\n').length > n + 1 ? out.split('\n')[n] : undefined)),
    async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
      child.kill(signal)
      return ended
    },
  }
}

/** Runs `brazier <args>` to its end. */
export const run = (args: readonly string[], options?: Options): Promise<Ended> => spawned(args, options).ended

/** A running emulator on a free port, in memory unless the arguments say otherwise. */
export async function started(args: readonly string[] = ['--db', ':memory:'], options?: Options) {
  const process = spawned(['start', '--port', '0', '--log', 'json', ...args], options)
  const ready = JSON.parse(await process.line()) as { event: string; url: string; port: number; db: string; clock: { mode: string; now: string }; config?: string }
  return { ...process, ready, url: ready.url, wire: wireOf(ready.url) }
}

export const REST_KEY = 'b4a2e000-0000-4000-8000-000000000001'

/** REST and admin calls to a URL, with the default key. */
export function wireOf(url: string) {
  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: any }> {
    const response = await fetch(url + path, { method, headers: { authorization: `Bearer ${REST_KEY}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    return { status: response.status, body: await response.json() }
  }
  return {
    call,
    track: (attributes: object[], headers?: Record<string, string>) => call('POST', '/users/track', { attributes }, headers),
    /** The first names of the users with these ids, those who exist. */
    async names(...external_ids: string[]): Promise<(string | undefined)[]> {
      const { body } = await call('POST', '/users/export/ids', { external_ids, fields_to_export: ['external_id', 'first_name'] })
      return (body.users as { first_name?: string }[]).map((user) => user.first_name)
    },
  }
}

/** Expects a refusal as the contract says: one line on stderr that begins with the command's name, nothing on stdout, exit code 2. */
export function refusal({ code, out, err }: Ended): string {
  if (code !== 2 || out !== '' || !/^brazier: [^\n]+\n$/.test(err)) throw new Error(`no refusal in one line: code ${code}, out ${JSON.stringify(out)}, err ${JSON.stringify(err)}`)
  return err.slice('brazier: '.length, -1)
}
