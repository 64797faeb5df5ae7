// npm braze-api over HTTP against a fresh emulator for each test: what it answers is held against the client's own types, and what it drove is remembered.
import { readFileSync } from 'node:fs'
import { Braze } from 'braze-api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listen } from '../../emulator/adapters/listen.ts'
import type { EmulatorOptions } from '../../emulator/index.ts'
import { homeKeys } from '../../emulator/index.ts'
import type { Path } from './braze-api-types.ts'
import { declared } from './braze-api-types.ts'
import type { Emulator } from './rest.ts'
import { emulator } from './world.ts'

/**
 * Where the emulator does not answer as the client types it, nearly always because it follows Braze's page: the client passes these members on, its code never reads them.
 * `*` is any index. Each is seen to differ in a test of its method (`differences`), so that none outlives its reason.
 */
const KNOWN: { readonly [P in Path]?: Readonly<Record<string, string>> } = {
  'campaigns.details': {
    messages: `an object by message variation id: the page shows "message_variation_id": { // <=This is the actual id`,
    first_sent: 'null before the first send', last_sent: 'null before the first send',
  },
  'templates.content_blocks.get': { inclusion_data: 'only with include_inclusion_data, as the page says of the parameter' },
  'templates.email_templates.get': { tags: 'an array of names, as in the list; the page types it a string' },
  'transactional.v1.campaigns.send': { 'metadata.external_send_id': 'only when it was given: "optional"' },
  'users.external_ids.rename': { 'rename_errors.*': 'the page: "array of arrays"' },
  'users.external_ids.remove': { 'removal_errors.*': 'the page: "array of arrays"' },
}

/** Members of an answer that are not as the client declares them; [] when its type is satisfied. */
export function differences(path: Path, answer: unknown): string[] {
  const judged = declared[path].safeParse(answer)
  return judged.success ? [] : judged.error.issues.map((issue) => issue.path.map((step) => (typeof step === 'number' ? '*' : String(step))).join('.'))
}

function hold(path: Path, answer: unknown): void {
  const unknown = differences(path, answer).filter((at) => KNOWN[path]?.[at] === undefined)
  if (unknown.length > 0) throw new Error(`${path} answers what its TypeScript type does not declare, at ${unknown.join(', ')}: ${JSON.stringify(answer)}`)
}

type Fn = (...given: unknown[]) => unknown
const isFn = (value: unknown): value is Fn => typeof value === 'function'
const isGenerator = (value: unknown): value is AsyncGenerator => typeof value === 'object' && value !== null && Symbol.asyncIterator in value

/** Every method of a client, in dots. */
export function methodsOf(client: object, before = ''): string[] {
  return Object.entries(client).flatMap(([name, value]) => (isFn(value) ? [before + name] : typeof value === 'object' && value !== null ? methodsOf(value as object, `${before}${name}.`) : []))
}

/** The client with an eye on each method: `seen` gets every answer, and of a method that pages every item. */
function watched<T extends object>(client: T, seen: (path: Path, answer: unknown) => void, before = ''): T {
  async function* items(path: Path, pages: AsyncGenerator): AsyncGenerator {
    for await (const item of pages) {
      seen(path, item)
      yield item
    }
  }
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      const path = `${before}${String(name)}`
      if (isFn(value)) {
        return (...given: unknown[]) => {
          const result = value(...given)
          if (isGenerator(result)) return items(path as Path, result)
          return (result as Promise<unknown>).then((answer) => {
            seen(path as Path, answer)
            return answer
          })
        }
      }
      return typeof value === 'object' && value !== null ? watched(value as object, seen, `${path}.`) : value
    },
  })
}

/** What the tests of one file have: set anew for each test. */
export type ClientWorld = { readonly e: Emulator; readonly braze: Braze; client(key: string): Braze }

/** Methods that answered in this file, each with the endpoints that they called. */
const driven = new Map<string, Set<string>>()

/** A client and the emulator it talks to, before each test of the file. */
export function clientWorld(options: EmulatorOptions = {}): ClientWorld {
  let e: Emulator
  let url: string
  let close: () => Promise<void>
  const client = (key: string): Braze =>
    watched(new Braze(url, key), (path, answer) => {
      hold(path, answer)
      const endpoint = e.world.requests.list({ limit: 10_000 }).at(-1)!.endpoint!
      driven.set(path, (driven.get(path) ?? new Set()).add(endpoint))
    })
  beforeEach(async () => {
    e = emulator(options)
    const listening = await listen(e.core, { port: 0, host: '127.0.0.1' })
    url = listening.url
    close = () => listening.close()
  })
  afterEach(async () => {
    await close()
    expect(e.errors).toEqual([])
  })
  return {
    get e() {
      return e
    },
    get braze() {
      return client(homeKeys.rest)
    },
    client,
  }
}

/** The last test of a file: every method of these families answered in it, and the endpoints they called are those that its first lines name. */
export function everyMethodOf(file: string, ...families: string[]): void {
  test(`every method of ${families.join(', ')} was driven`, () => {
    const wanted = methodsOf(new Braze('http://localhost', 'key')).filter((path) => families.some((family) => path === family || path.startsWith(`${family}.`)))
    expect(wanted.length).toBeGreaterThan(0)
    expect(wanted.filter((path) => !driven.has(path))).toEqual([])
    const comments = readFileSync(file, 'utf8').split('\n').filter((line) => line.startsWith('// ')).join('\n')
    const named = comments.match(/(GET|POST|PUT|PATCH|DELETE) \/[\w/:.]*\w/g) ?? []
    expect([...new Set(named)].sort()).toEqual([...new Set(wanted.flatMap((path) => [...driven.get(path)!]))].sort())
  })
}

/** What a call added to the journal, by kind, beside its answer. */
export async function did<T>(e: Emulator, work: () => Promise<T>): Promise<{ answer: T; kinds: string[] }> {
  let answer: T | undefined
  const kinds = await e.kindsOf(async () => void (answer = await work()))
  return { answer: answer as T, kinds }
}
