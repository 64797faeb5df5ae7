// Every export of the public typings of @braze/web-sdk is an export of the web shim, alike in both directions; and this comparison can fail.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as shim from '../../../sdk-shims/web/index.ts'
import { ROOT } from '../../kit/sources.ts'

const TYPINGS = join(ROOT, 'node_modules/@braze/web-sdk/index.d.ts')
const SHIM = join(ROOT, 'sdk-shims/web/index.ts')

/** What a declaration file without `export {}` exports: all of it, said or not. */
const declared = [...readFileSync(TYPINGS, 'utf8').matchAll(/^(?:export )?(?:declare )?(class|function|type|interface|const|enum|namespace|let|var) (\w+)/gm)].map(([, kind, name]) => ({ kind: kind!, name: name! }))
const named = (...kinds: string[]): string[] => [...new Set(declared.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name))]
const values = named('class', 'function', 'const', 'enum', 'let', 'var', 'namespace')
const types = named('class', 'type', 'interface', 'enum')

/** A program that compiles only when every export of `module` is the same as the real one. */
const program = (module: string): string => `
import type * as real from '@braze/web-sdk'
import type * as shim from '${module}'
type Both<A, B> = [A] extends [B] ? ([B] extends [A] ? true : 'the real one does not take the shim') : 'the shim does not take the real one'
type Exact<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : 'they differ in something'
type Keys = Exclude<keyof typeof shim, keyof typeof real>
export const noMore: [Keys] extends [never] ? true : Keys = true
${values.map((name) => `export const value_${name}: [Both<typeof real.${name}, typeof shim.${name}>, Exact<typeof real.${name}, typeof shim.${name}>] = [true, true]`).join('\n')}
${types.map((name) => `export const type_${name}: [Both<real.${name}, shim.${name}>, Exact<real.${name}, shim.${name}>] = [true, true]`).join('\n')}
`

const all = `export * from '${SHIM}'\n`
const without = (...gone: string[]): string =>
  `export { ${values.filter((name) => !gone.includes(name)).join(', ')} } from '${SHIM}'\nexport type { ${types.filter((name) => !values.includes(name) && !gone.includes(name)).join(', ')} } from '${SHIM}'\n`

/** Sources of shims that are wrong in one thing, and what the comparison must say. */
const WRONG: Record<string, [source: string, blamed: string[]]> = {
  'a missing function': [without('logPurchase'), ['value_logPurchase']],
  'a missing class': [without('Banner'), ['type_Banner', 'value_Banner']],
  'a missing type': [without('InitializationOptions'), ['type_InitializationOptions']],
  'a function too many': [`${all}export const logOut = (): void => {}`, ['noMore']],
  'a parameter less': [`${all}export function logCustomEvent(eventName: string): boolean { return eventName === '' }`, ['value_logCustomEvent']],
  'a parameter that must be given': [`${all}export function changeUser(userId: string, signature: string): void { void [userId, signature] }`, ['value_changeUser']],
  'a narrower parameter': [`${all}export function removeSubscription(subscriptionGuid: 'x'): void { void subscriptionGuid }`, ['value_removeSubscription']],
  'a wider parameter': [`${all}export function isDisabled(x?: unknown): boolean { return x === 1 }`, ['value_isDisabled']],
  'another answer': [`${all}export function openSession(): boolean { return true }`, ['value_openSession']],
  'an answer without undefined': [`${all}export function isPushBlocked(): boolean { return true }`, ['value_isPushBlocked']],
  'a missing overload': [`${all}export function getDeviceId(): string | undefined { return undefined }`, ['value_getDeviceId']],
  'a member less in an option type': [`${all}import type { InitializationOptions as Whole } from '${SHIM}'\nexport type InitializationOptions = Omit<Whole, 'deviceId'>`, ['type_InitializationOptions']],
  'a member more in a class': [`${all}import { ClassicCard as Whole } from '${SHIM}'\nexport class ClassicCard extends Whole { more: number = 1 }`, ['type_ClassicCard', 'value_ClassicCard']],
  'another word of an enum': [`${all}import { User as Whole } from '${SHIM}'\nexport class User extends Whole { static override Genders: any = { MALE: 'x' } }`, ['value_User']],
  'nothing': [without(), []],
}

let folder = ''
/** What TypeScript says, by the name of the module compared: the declarations that do not compile, and its words. */
const said = new Map<string, { names: Set<string>; lines: string[] }>()

/** One run of TypeScript over the shim and all its wrong copies. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'brazier-typings-'))
  const modules = [['the shim', all] as const, ...Object.entries(WRONG).map(([name, [text]]) => [name, text] as const)]
  const source = program('./MODULE.ts').split('\n')
  modules.forEach(([, text], i) => {
    writeFileSync(join(folder, `shim-${i}.ts`), text)
    writeFileSync(join(folder, `compare-${i}.ts`), source.join('\n').replace('./MODULE.ts', `./shim-${i}.ts`))
  })
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { noEmit: true, rootDir: '/', rewriteRelativeImportExtensions: false, typeRoots: [join(ROOT, 'node_modules/@types')], paths: { '@braze/web-sdk': [TYPINGS] } },
    include: [], files: modules.map((_one, i) => `compare-${i}.ts`),
  }))
  const { stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder, '--pretty', 'false'], { encoding: 'utf8', cwd: folder })
  for (const [name] of modules) said.set(name, { names: new Set(), lines: [] })
  for (const line of `${stdout}${stderr}`.split('\n')) {
    const [, file, i, at] = /(compare|shim)-(\d+)\.ts\((\d+),/.exec(line) ?? []
    const found = i === undefined ? said.get('the shim') : said.get(modules[Number(i)]![0])
    if (line.trim() === '' || /^ /.test(line)) continue
    found!.lines.push(line)
    found!.names.add(file === 'compare' ? (/export const (\w+)/.exec(source[Number(at) - 1]!)?.[1] ?? line) : line)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the typings', () => {
  test('are read whole', () => {
    expect(values.length).toBeGreaterThan(80)
    expect(types.length).toBeGreaterThan(55)
    expect(values).toEqual(expect.arrayContaining(['initialize', 'Card', 'User', 'BrazeSdkMetadata', 'logEcommerceEvent', 'sendChatMessage']))
    expect(types).toEqual(expect.arrayContaining(['InitializationOptions', 'EcommerceEvent', 'SlideFrom', 'Genders', 'PropertiesJson']))
  })

  test('hold for the shim, in both directions, and it has no value more', () => expect(said.get('the shim')!.lines).toEqual([]))

  test('its values are there when it runs', () => {
    expect(Object.keys(shim).sort()).toEqual([...values].sort())
    for (const name of values) expect([name, typeof (shim as Record<string, unknown>)[name]]).toEqual([name, 'function'])
  })
})

describe('the comparison fails on', () => {
  test.each(Object.entries(WRONG))('%s', (name, [, blamed]) => expect([...said.get(name)!.names].sort()).toEqual(blamed))
})
