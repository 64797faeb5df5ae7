// An export of 100,000 users against an emulator on disk: how long it takes, how far its memory grows while it writes and while it sends. Run alone: node test/bench/export.mjs
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('../..', import.meta.url).pathname
const HEADERS = { authorization: 'Bearer b4a2e000-0000-4000-8000-000000000001', 'content-type': 'application/json' }
const elapsed = (from) => Number(process.hrtime.bigint() - from) / 1e6
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const rss = (pid) => (process.platform === 'linux' ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024 : Number.NaN)

function start(command, db) {
  const child = spawn(process.execPath, [command, 'start', '--port', '0', '--log', 'json', '--db', db], { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve) => child.stdout.once('data', (data) => resolve({ child, url: JSON.parse(String(data).split('\n')[0]).url })))
}

async function post(url, body, headers = HEADERS) {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

/** Reads the whole answer, keeps nothing of it. */
async function drain(response) {
  let bytes = 0
  for await (const chunk of response.body) bytes += chunk.length
  return bytes
}

/**
 * Makes `users` users, exports them by segment, downloads the ZIP as a stream.
 * `command` is the built brazier. Answers milliseconds and megabytes: `grown` is the peak of the resident memory above what it was just before.
 */
export async function exportBench({ users = 100_000, command = join(root, 'dist/brazier.cjs') } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'brazier-export-'))
  const { child, url } = await start(command, join(folder, 'export.db'))
  try {
    for (let batch = 0; batch < users / 1000; batch++) {
      const attributes = Array.from({ length: 1000 }, (_, i) => ({ external_id: `user-${batch * 1000 + i}`, first_name: 'Ada', email: `user-${batch * 1000 + i}@example.com`, plan: i % 2 ? 'pro' : 'free', score: i, tags: ['a', 'b'] }))
      await post(`${url}/users/track/bulk`, { attributes })
    }
    const segment = (filters) => post(`${url}/_emulator/segments`, { name: 'bench', filters })
    const half = await segment({ filter: 'custom_attribute', name: 'plan', cmp: 'is_any_of', value: 'pro' })
    const all = await segment({ op: 'AND', children: [] })
    await post(`${url}/_emulator/segments`, { id: 'tracked', name: 'tracked', analytics_tracking_enabled: true, filters: half.filters })
    let from = process.hrtime.bigint()
    await fetch(`${url}/segments/data_series?segment_id=tracked&length=1`, { headers: HEADERS }).then((response) => response.json())
    const size = elapsed(from)
    await sleep(1000)

    const before = rss(child.pid)
    let peak = before
    const watch = setInterval(() => void (peak = Math.max(peak, rss(child.pid))), 20)
    from = process.hrtime.bigint()
    const started = await post(`${url}/users/export/segment`, { segment_id: all.id, fields_to_export: ['external_id', 'braze_id', 'first_name', 'email', 'custom_attributes', 'custom_events', 'purchases', 'devices'] })
    let slowest = 0
    let response
    for (;;) {
      const asked = process.hrtime.bigint()
      response = await fetch(started.url)
      if (response.status === 200) break
      await response.arrayBuffer()
      slowest = Math.max(slowest, elapsed(asked))
      await sleep(20)
    }
    const written = elapsed(from)
    const grownWriting = peak - before
    from = process.hrtime.bigint()
    const bytes = await drain(response)
    const sent = elapsed(from)
    clearInterval(watch)
    return { users, size, written, sent, slowest, megabytes: bytes / 2 ** 20, before, grownWriting, grown: peak - before }
  } finally {
    await new Promise((resolve) => (child.once('exit', resolve), child.kill('SIGTERM')))
    rmSync(folder, { recursive: true, force: true })
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) console.log(await exportBench({ users: Number(process.argv[2] ?? 100_000), ...(process.argv[3] === undefined ? {} : { command: process.argv[3] }) }))
