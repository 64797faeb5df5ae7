// `brazier exec -- <cmd…>`: the environment, the exit code and the signal of the command, and an emulator that is gone afterwards.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folder, run, spawned } from './kit.ts'

const node = (script: string): string[] => ['--', process.execPath, '-e', script]

test('the command gets the environment of the contract, and an emulator that answers', async () => {
  const cwd = folder()
  const script = `fetch(process.env.BRAZE_REST_URL + '/users/track', { method: 'POST', headers: { authorization: 'Bearer ' + process.env.BRAZE_REST_API_KEY, 'content-type': 'application/json' }, body: '{"attributes":[{"external_id":"mel"}]}' }).then((r) => console.log(JSON.stringify({ status: r.status, env: Object.fromEntries(Object.entries(process.env).filter(([n]) => n.startsWith('BRAZ'))) })))`
  const { code, out, err } = await run(['exec', ...node(script)], { cwd })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const { status, env } = JSON.parse(out) as { status: number; env: Record<string, string> }
  expect(status).toBe(201)
  const url = env['BRAZIER_URL']!
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(env).toEqual({
    BRAZE_REST_URL: url,
    BRAZE_REST_API_KEY: 'b4a2e000-0000-4000-8000-000000000001',
    BRAZE_SDK_URL: url,
    BRAZE_SDK_KEY_WEB: 'b4a2e000-0000-4000-8000-0000000000a1',
    BRAZE_SDK_KEY_IOS: 'b4a2e000-0000-4000-8000-0000000000a2',
    BRAZE_SDK_KEY_ANDROID: 'b4a2e000-0000-4000-8000-0000000000a3',
    BRAZE_SCIM_TOKEN: 'b4a2e000-0000-4000-8000-0000000000c1', BRAZE_DATA_IMPORT_KEY: 'b4a2e000-0000-4000-8000-0000000000d1',
    BRAZIER_URL: url,
  })
  await expect(fetch(url)).rejects.toThrow() // gone
})

test('in memory and on a free port, whatever the environment and the config file say', async () => {
  const cwd = folder()
  writeFileSync(join(cwd, 'brazier.config.json'), '{"db":"mine.db","port":27293,"track":[{"attributes":[{"external_id":"mel"}]}]}')
  const script = `fetch(process.env.BRAZIER_URL + '/_emulator/users').then((r) => r.json()).then((b) => console.log(b.users.length, process.env.BRAZIER_URL.endsWith(':27293'), require('node:fs').existsSync('mine.db')))`
  expect(await run(['exec', ...node(script)], { cwd, env: { BRAZIER_DB: 'other.db', BRAZIER_PORT: '27293' } })).toMatchObject({ code: 0, out: '1 false false\n', err: '' })
})

test('the exit code is passed on', async () => {
  expect(await run(['exec', ...node('process.exit(7)')])).toMatchObject({ code: 7, out: '', err: '' })
  expect(await run(['exec', ...node(`process.kill(process.pid, 'SIGKILL')`)])).toMatchObject({ code: 137, out: '', err: '' })
})

test('without --, options after the command are the command’s', async () => {
  expect(await run(['exec', process.execPath, '--eval', 'console.log(process.argv.slice(1).join())', 'a', '--port', 'b'])).toMatchObject({ code: 0, out: 'a,--port,b\n', err: '' })
  expect(await run(['exec', '--hold-clock', '2026-03-01T12:00:00Z', ...node(`fetch(process.env.BRAZIER_URL + '/_emulator/clock').then((r) => r.json()).then((c) => console.log(c.now))`)])).toMatchObject({ code: 0, out: '2026-03-01T12:00:00.000Z\n' })
})

test('an admin token reaches the command', async () => {
  expect(await run(['exec', '--admin-token', 'a long token', ...node('console.log(process.env.BRAZIER_ADMIN_TOKEN)')])).toMatchObject({ code: 0, out: 'a long token\n' })
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s is passed on to the command, and its answer is waited for', async (signal) => {
  const exec = spawned(['exec', ...node(`process.on('${signal}', () => { console.log('ending'); process.exit(5) }); console.log(process.env.BRAZIER_URL); setInterval(() => {}, 1000)`)])
  const url = await exec.line()
  expect(await exec.stop(signal)).toMatchObject({ code: 5, out: `${url}\nending\n`, err: '' })
  await expect(fetch(url)).rejects.toThrow()
})
