// What a start loads: packages that it does not need wait until something does.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { folder, spawned, started } from './kit.ts'

/** Names of the packages that the process had loaded when it ended. */
function packagesOf(err: string): string[] {
  const names = JSON.parse(err.split('\n').find((line) => line.startsWith('['))!) as string[]
  return [...new Set(names.map((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]).filter((name) => name !== undefined))].sort()
}

function hook(cwd: string): string[] {
  writeFileSync(join(cwd, 'hook.cjs'), `process.on('exit', () => process.stderr.write(JSON.stringify(Object.keys(require.cache)) + '\\n'))`)
  return ['--require', join(cwd, 'hook.cjs')]
}

test('a start and a first request load better-sqlite3 only', async () => {
  const cwd = folder()
  const { wire, stop } = await started([], { cwd, node: hook(cwd) })
  expect((await wire.track([{ external_id: 'mel', first_name: 'Mel' }])).status).toBe(201)
  expect(packagesOf((await stop()).err)).toEqual(['better-sqlite3', 'bindings', 'file-uri-to-path'])
})

test('the proof that loading is seen: the live stream brings ws, a yaml file yaml', async () => {
  const cwd = folder()
  writeFileSync(join(cwd, 'brazier.config.yaml'), 'db: ":memory:"')
  const { url, stop } = await started([], { cwd, node: hook(cwd) })
  const live = new WebSocket(`${url.replace('http', 'ws')}/_emulator/live?since=0`)
  live.on('error', () => {})
  await new Promise((resolve) => live.once('message', resolve))
  expect(packagesOf((await stop()).err)).toEqual(['better-sqlite3', 'bindings', 'file-uri-to-path', 'ws', 'yaml'])
})

test('compiled code that V8 kept runs like fresh code', async () => {
  // The first start writes the cache, the second runs from it: lazy parts must load in both
  for (let n = 0; n < 2; n++) {
    const pretty = spawned(['--port', '0', '--db', ':memory:'])
    await pretty.until(({ out }) => (out.includes('emulates Braze') ? true : undefined))
    expect(await pretty.stop()).toMatchObject({ code: 0, err: '' })
  }
})
