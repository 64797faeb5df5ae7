// The guards of the architecture: each takes sources and answers what is wrong with them, one line each. Rules: see the names below.
import type { Source } from './sources.ts'
import { importsOf, strip, targetOf } from './sources.ts'

const RANKS = { kernel: 0, domain: 1, delivery: 2, export: 2, schema: 3, world: 4, api: 5, index: 6, adapters: 7, tools: 8, 'sdk-shims': 0, scenarios: 1 } as const
export type Room = keyof typeof RANKS

/** What callers from outside may hold: the front door, with and without a socket. */
const FRONT_DOOR = new Set(['emulator/index.ts', 'emulator/front-door.ts', 'emulator/adapters/package.ts', 'emulator/adapters/fetch.ts'])
/** Files straight in emulator/ that are wiring above the wire. */
const INDEX = new Set(['emulator/index.ts', 'emulator/front-door.ts', 'emulator/workspaces.ts', 'emulator/config.ts', 'emulator/seeds.ts', 'emulator/version.ts'])

export function roomOf(path: string): Room | undefined {
  const folder = /^emulator\/(kernel|domain|delivery|export|schema|api|adapters)\//.exec(path)?.[1]
  if (folder !== undefined) return folder as Room
  if (path === 'emulator/world.ts' || path.startsWith('emulator/world/')) return 'world'
  if (INDEX.has(path)) return 'index'
  if (/^emulator\/[^/]+\.(mjs|cjs)$/.test(path)) return 'tools' // build and start: run without the core
  return /^(sdk-shims|scenarios)\//.exec(path)?.[1] as Room | undefined
}

const isScript = (path: string): boolean => /\.(ts|mjs|cjs|js)$/.test(path)
const scripts = (sources: readonly Source[]): Source[] => sources.filter(({ path }) => isScript(path))

function mayImport(from: Room, to: Room, path: string, target: string): boolean {
  if (from === 'sdk-shims') return to === 'sdk-shims' || FRONT_DOOR.has(target)
  if (from === 'scenarios') return to === 'scenarios' || FRONT_DOOR.has(target) || target.startsWith('sdk-shims/device/')
  if (from === 'tools') return to === 'tools'
  if (to === 'sdk-shims' || to === 'scenarios') return from === 'adapters' // `brazier scenarios` runs them
  if (to === 'tools') return false
  if (to === 'schema') return from === 'world' || from === 'schema'
  if (from === 'schema') return false
  if (RANKS[from] === RANKS[to]) return from === to
  return RANKS[from] > RANKS[to]
}

/** adapters → index → api → world → { delivery, export } → domain → kernel; sdk-shims and scenarios know the front door only. */
export const arrows = (sources: readonly Source[]): string[] =>
  scripts(sources).flatMap((source) => {
    const room = roomOf(source.path)
    if (room === undefined) return [`${source.path} stands in no room`]
    return importsOf(source).flatMap(({ from }) => {
      const target = targetOf(source.path, from)
      if (target === undefined) return room === 'kernel' && !/^node:|^better-sqlite3$/.test(from) ? [`${source.path} imports ${from}: the kernel knows node and better-sqlite3 only`] : []
      if (target === 'emulator/version.ts' || target === 'package.json') return []
      const other = roomOf(target)
      return other !== undefined && mayImport(room, other, source.path, target) ? [] : [`${source.path} imports ${target}`]
    })
  })

/** Nouns get each other as arguments in world.ts and world/: a noun's factory is imported by value there only. */
export const nouns = (sources: readonly Source[]): string[] =>
  scripts(sources)
    .filter(({ path }) => roomOf(path) !== 'world' && roomOf(path) !== 'index' && !path.startsWith('sdk-shims/') && !path.startsWith('scenarios/'))
    .flatMap((source) =>
      importsOf(source)
        .filter(({ from }) => targetOf(source.path, from)?.startsWith('emulator/domain/') === true)
        .flatMap(({ from, names }) => names.filter((name) => /^create[A-Z]/.test(name) || name === '*').map((name) => `${source.path} imports ${name} of ${from} by value`)),
    )

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length

function mentions(sources: readonly Source[], patterns: Readonly<Record<string, RegExp>>): string[] {
  return scripts(sources).flatMap(({ path, text }) => {
    const { code } = strip(text)
    return Object.entries(patterns).flatMap(([name, pattern]) => [...code.matchAll(pattern)].map((match) => `${path}:${lineOf(code, match.index)} ${name}`))
  })
}

/** Rules are synchronous and know no HTTP. */
export const synchronous = (sources: readonly Source[]): string[] =>
  mentions(
    sources.filter(({ path }) => roomOf(path) === 'domain'),
    { await: /\bawait\b/g, async: /\basync\b/g, Promise: /\bPromise\b/g, fetch: /\bfetch\b/g, 'an HTTP status': /\bstatus(?:Code)?\s*(?:[:=]|===|!==|[<>]=?)\s*[1-5]\d\d\b/g, Fault: /\bFault\b/g },
  )

/** Time, chance and ids come from the world. `allowed` are files with a reason. */
export const clocks = (sources: readonly Source[], allowed: ReadonlySet<string> = new Set()): string[] =>
  mentions(
    sources.filter(({ path }) => roomOf(path) !== 'kernel' && !allowed.has(path)),
    { 'Date.now': /\bDate\s*\.\s*now\b/g, 'new Date()': /\bnew\s+Date\s*(?:\(\s*\)|(?![\w\s.(<[]))/g, 'Date()': /(?<!new\s)(?<![\w.])Date\s*\(/g, 'Math.random': /\bMath\s*\.\s*random\b/g, randomUUID: /\brandomUUID\b/g, setTimeout: /\bsetTimeout\b/g, setInterval: /\bsetInterval\b/g },
  )

const SQL = /\b(?:SELECT\s+[\w*(@]|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(?:TABLE|INDEX|VIEW)\s|PRAGMA\s+\w)/

/** SQL stands in emulator/schema, in the kernel, in `*.sql.ts` and in the small nouns of `allowed`. */
export const sql = (sources: readonly Source[], allowed: ReadonlySet<string>): string[] =>
  scripts(sources)
    .filter(({ path }) => !path.startsWith('emulator/kernel/') && !path.startsWith('emulator/schema/') && !path.endsWith('.sql.ts') && !allowed.has(path))
    .flatMap(({ path, text }) => {
      const { code, literals } = strip(text)
      return [
        ...literals.filter((literal) => SQL.test(literal.text)).map(({ at }) => `${path}:${lineOf(text, at)} SQL`),
        ...[...code.matchAll(/\.(?:prepare|pragma)\s*(?:<[^(]*>)?\(/g)].map((match) => `${path}:${lineOf(code, match.index)} a statement`),
      ]
    })

const WORDS = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'manager', 'service'])

/** kebab-case; below api/rest and api/sdk also Braze's own words with underscores; no names that say nothing. */
export const names = (sources: readonly Source[]): string[] =>
  sources.flatMap(({ path }) => {
    const wire = /^emulator\/api\/(rest|sdk)\//.test(path) || /^test\/api\/(rest|sdk)\//.test(path)
    const part = wire ? /^[a-z0-9]+([-_][a-z0-9]+)*$/ : /^[a-z0-9]+(-[a-z0-9]+)*$/
    const parts = path.split('/')
    const [stem, ...endings] = parts.pop()!.split('.')
    const good = [...parts, stem!].every((one) => part.test(one)) && endings.every((one) => /^[a-z]+$/.test(one))
    return [...(good ? [] : [`${path} is not kebab-case`]), ...(stem!.split(/[-_]/).some((word) => WORDS.has(word)) ? [`${path} has a name that says nothing`] : [])]
  })

/** At most 300 lines: a longer file holds two ideas. */
export const lengths = (sources: readonly Source[]): string[] => sources.flatMap(({ path, text }) => (text.replace(/\n$/, '').split('\n').length > 300 ? [`${path} has more than 300 lines`] : []))

/** The first line says which rules live here. */
export const firstLines = (sources: readonly Source[]): string[] =>
  sources.flatMap(({ path, text }) => {
    const lines = text.split('\n')
    const first = lines[0]!.startsWith('#!') ? lines[1] ?? '' : lines[0]!
    const mark = path.endsWith('.sql') ? /^-- \S/ : path.endsWith('.yaml') ? /^# \S/ : /^\/[/*]+ \S/
    return mark.test(first) ? [] : [`${path} does not begin with a comment`]
  })

/** Named exports only. */
export const exportsByName = (sources: readonly Source[]): string[] =>
  mentions(
    sources.filter(({ path }) => !path.endsWith('.d.ts') && !/\bconfig\.(ts|mjs)$/.test(path)),
    { 'a default export': /\bexport\s+default\b|\bas\s+default\b/g },
  )
