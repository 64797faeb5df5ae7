// `npm run bench`: ratios measured side by side in one run. Figures of one machine; the ratios are what travels.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { catalog } from './catalog.mjs'
import { exportBench } from './export.mjs'
import { segmentBench } from './segments.mjs'
import { sending } from './sending.mjs'

const root = new URL('../..', import.meta.url).pathname
const command = join(root, 'dist/brazier.cjs')
const folder = mkdtempSync(join(tmpdir(), 'brazier-bench-'))
const here = (file) => new URL(file, import.meta.url).pathname
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]
const elapsed = (from) => Number(process.hrtime.bigint() - from) / 1e6
const rss = (pid) => (process.platform === 'linux' ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024 : Number.NaN)
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const rows = []
const row = (what, value, goal) => rows.push([what, value, goal])

/** Starts a server; answers it with its URL from the first line it prints. */
function serve(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve) => child.stdout.once('data', (data) => resolve({ child, url: JSON.parse(String(data).split('\n')[0]).url })))
}
const stop = (child) => new Promise((resolve) => (child.once('exit', resolve), child.kill('SIGTERM')))
const answer = (url) => new Promise((resolve, reject) => get(url, (response) => (response.resume(), response.on('end', resolve))).on('error', reject))
const brazier = (db) => serve([command, 'start', '--port', '0', '--log', 'json', '--db', db])

async function starts() {
  const [bare, full] = [[], []]
  let idle = 0
  const db = join(folder, 'start.db')
  await stop((await brazier(db)).child) // the first start keeps the compiled code and makes the database
  for (let round = 0; round < 9; round++) {
    let from = process.hrtime.bigint()
    spawnSync(process.execPath, ['-e', '0'])
    bare.push(elapsed(from))
    from = process.hrtime.bigint()
    const { child, url } = await brazier(db)
    await answer(`${url}/_emulator/health`)
    full.push(elapsed(from))
    if (round === 8) {
      await sleep(1000)
      idle = rss(child.pid)
    }
    await stop(child)
  }
  row('start to first answer', `${median(full).toFixed(0)} ms = ${(median(full) / median(bare)).toFixed(2)} × node -e 0 (${median(bare).toFixed(0)} ms)`, '≤ 2.5 ×')
  row('idle memory', `${idle.toFixed(0)} MB`, '≤ 80 MB')
}

/** Requests per second of one server under the load. */
function load(url, requests, objects) {
  const child = spawn(process.execPath, [here('load.mjs'), new URL(url).port, '32', String(requests), String(objects)], { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (data) => (text += data))
    child.on('exit', () => {
      const { seconds, bad } = JSON.parse(text)
      bad > 0 ? reject(new Error(`${bad} requests were refused`)) : resolve(requests / seconds)
    })
  })
}

async function track(name, objects, requests) {
  const [ours, bare] = [[], []]
  for (let round = 0; round < 3; round++) {
    const a = await brazier(join(folder, `ours-${name}-${round}.db`))
    const b = await serve([here('bare.mjs'), join(folder, `bare-${name}-${round}.db`)])
    for (const { url } of [a, b]) await load(url, Math.ceil(requests / 10), objects)
    ours.push(await load(a.url, requests, objects))
    bare.push(await load(b.url, requests, objects))
    await stop(a.child)
    b.child.kill()
  }
  row(`/users/track, ${name}`, `${median(ours).toFixed(0)} requests/s = ${(median(ours) / median(bare)).toFixed(2)} × bare Koa (${median(bare).toFixed(0)})`, '≥ 0.8 ×')
}

async function profiles() {
  const { child, url } = await brazier(join(folder, 'many.db'))
  for (let batch = 0; batch < 100; batch++) {
    const attributes = Array.from({ length: 1000 }, (_, i) => ({ external_id: `user-${batch * 1000 + i}`, first_name: 'Ada', email: `user-${batch * 1000 + i}@example.com`, plan: i % 2 ? 'pro' : 'free', score: i, tags: ['a', 'b'] }))
    const response = await fetch(`${url}/users/track/bulk`, { method: 'POST', headers: { authorization: 'Bearer b4a2e000-0000-4000-8000-000000000001', 'content-type': 'application/json' }, body: JSON.stringify({ attributes }) })
    if (response.status !== 201) throw new Error(`bulk answered ${response.status}`)
    await response.arrayBuffer()
  }
  await sleep(1000)
  row('memory after 100,000 profiles', `${rss(child.pid).toFixed(0)} MB`, '')
  await stop(child)
}

/** A ZIP of everybody, written by jobs and sent as it is read; `+` is the peak of the memory above what it was before. */
async function exports() {
  const { written, sent, megabytes, grown, slowest } = await exportBench({ command })
  row('export of 100,000 users', `written in ${(written / 1000).toFixed(1)} s, ${megabytes.toFixed(1)} MB sent in ${(sent / 1000).toFixed(1)} s, memory + ${grown.toFixed(0)} MB`, '≤ + 40 MB')
  row('slowest other answer meanwhile', `${slowest.toFixed(0)} ms`, '')
}

async function segments() {
  const { ours, theirs, members } = await segmentBench({ command })
  row('segment of 3 filters, 1,000,000 users', `${ours.toFixed(0)} ms for ${members} members = ${(ours / theirs).toFixed(2)} × the query by hand (${theirs.toFixed(0)} ms)`, '≤ 1.5 ×')
}

async function catalogs() {
  const { child, url } = await brazier(join(folder, 'catalog.db'))
  rows.push(...(await catalog({ url, pid: child.pid })))
  await stop(child)
}

/** A broadcast and a clock that is moved, on a server that holds its clock. */
async function sends() {
  const { child, url } = await serve([command, 'start', '--port', '0', '--log', 'json', '--db', join(folder, 'sending.db'), '--hold-clock', 'true'])
  rows.push(...(await sending({ url, folder })))
  await stop(child)
}

async function worlds() {
  const { createEmulator } = await import(join(root, 'dist/package.js'))
  for (let i = 0; i < 20; i++) await createEmulator().close()
  const times = []
  for (let i = 0; i < 100; i++) {
    const from = process.hrtime.bigint()
    const emulator = createEmulator({ seed: i })
    times.push(elapsed(from))
    await emulator.close()
  }
  row('fresh in-memory world', `${median(times).toFixed(2)} ms`, '< 5 ms')

  // A suite's worlds at once, each with a user and an event in it
  globalThis.gc()
  const before = process.memoryUsage().rss
  const open = []
  for (let i = 0; i < 200; i++) {
    const emulator = createEmulator({ seed: i })
    const response = await emulator.fetch('http://localhost/users/track', { method: 'POST', headers: { authorization: `Bearer ${emulator.keys.rest}`, 'content-type': 'application/json' }, body: JSON.stringify({ events: [{ external_id: 'mel', name: 'opened', time: '2026-03-01T12:00:00Z' }] }) })
    if (response.status !== 201) throw new Error(`a world answered ${response.status}`)
    open.push(emulator)
  }
  globalThis.gc()
  row('200 worlds at once', `${((process.memoryUsage().rss - before) / 1048576 / open.length).toFixed(2)} MB each`, '')
  for (const one of open) await one.close()
}

try {
  await starts()
  await track('1 event', 1, 8000)
  await track('75 events', 75, 1500)
  await profiles()
  await exports()
  await segments()
  await catalogs()
  await sends()
  await worlds()
  console.log(`\n| figure | here | goal |\n|---|---|---|\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\nNode ${process.version}, ${process.platform} ${process.arch}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
