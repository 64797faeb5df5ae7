// `npm start` and `npm test` by way of bootstrap.mjs, in a copy of the sources: built once, again when a source changed, and the counts at the end.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folder, ROOT } from './kit.ts'

/** A copy of the sources with our installed packages, not built. */
function copy(name: string): string {
  const path = join(folder(), name)
  for (const part of ['emulator', 'sdk-shims', 'scenarios', 'package.json', 'package-lock.json', 'tsconfig.json']) cpSync(join(ROOT, part), join(path, part), { recursive: true, preserveTimestamps: true })
  symlinkSync(join(ROOT, 'node_modules'), join(path, 'node_modules'))
  return path
}

function bootstrap(path: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(path, 'emulator/bootstrap.mjs'), ...args], { cwd: tmpdir(), encoding: 'utf8', env: Object.fromEntries(Object.entries(process.env).filter(([variable]) => !/^(VITEST|BRAZ|NODE_ENV|TEST$)/.test(variable))) })
  return { status, stdout, stderr }
}

test('builds when there is nothing, and when a source changed; not otherwise; from any folder', () => {
  const path = copy('with a space')
  const built = (): number => statSync(join(path, 'dist/.stamp')).mtimeMs
  const started = { status: 0, stdout: expect.stringContaining('BRAZE_REST_URL'), stderr: '' }
  expect(bootstrap(path, 'env')).toEqual(started)
  const first = built()
  expect(bootstrap(path, 'env')).toEqual(started)
  expect(built()).toBe(first)

  utimesSync(join(path, 'emulator/version.ts'), 1, 1)
  expect(bootstrap(path, 'env')).toEqual(started)
  const second = built()
  expect(second).toBeGreaterThan(first)
  writeFileSync(join(path, 'emulator/decisions/999-new.md'), '# text alone changes nothing')
  expect(bootstrap(path, 'env')).toEqual(started)
  expect(built()).toBe(second)

  writeFileSync(join(path, 'emulator/version.ts'), 'export const version: = 1')
  const broken = bootstrap(path, 'env')
  expect(broken).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/brazier: the build failed: .*\nemulator\/version\.ts:1:22: /) })
  expect(existsSync(join(path, 'dist/brazier.cjs'))).toBe(true)
  expect(built()).toBe(second)
})

test('test: closes with the counts; a file that cannot be read counts as failed, and so does a wrong type', () => {
  const path = copy('brazier')
  mkdirSync(join(path, 'test'))
  // The compiler looks at these tests only: the sources beside them are no part of what is tried here
  writeFileSync(join(path, 'tsconfig.json'), JSON.stringify({ ...(JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')) as object), include: ['test'] }))
  cpSync(join(ROOT, 'test/vitest.config.ts'), join(path, 'test/vitest.config.ts'))
  mkdirSync(join(path, 'test/kit'))
  writeFileSync(join(path, 'test/kit/setup.ts'), '')
  const write = (name: string, text: string): void => writeFileSync(join(path, 'test', name), `import { expect, test } from 'vitest'\n${text}`)
  const last = (stdout: string): string | undefined => stdout.trimEnd().split('\n').at(-1)

  write('good.test.ts', `test('one', () => expect(1).toBe(1))\ntest.skip('two', () => expect(1).toBe(2))`)
  const good = bootstrap(path, 'test')
  expect([good.status, last(good.stdout)]).toEqual([0, '1 passed, 0 failed, 1 skipped'])
  expect(JSON.parse(readFileSync(join(path, 'dist/test-results.json'), 'utf8'))).toMatchObject({ numPassedTests: 1 })

  write('typed.test.ts', `test('one', () => expect(1 as string).toBe(1))`)
  const typed = bootstrap(path, 'test')
  expect([typed.status === 0, last(typed.stdout)]).toEqual([false, '2 passed, 0 failed, 1 skipped'])

  write('typed.test.ts', `test('one', () => expect(1).toBe(2))`)
  write('broken.test.ts', `throw new Error('unreadable')`)
  const bad = bootstrap(path, 'test')
  expect([bad.status, last(bad.stdout)]).toEqual([1, '1 passed, 2 failed, 1 skipped'])
}, 120_000) // three runs of vitest and of the compiler
