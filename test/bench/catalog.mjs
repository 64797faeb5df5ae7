// The bench of catalogs: items loaded through the wire in bulk calls, then all pages read; memory must not grow with the catalog. Alone: node test/bench/catalog.mjs [brazier.cjs [items]]
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const KEY = 'b4a2e000-0000-4000-8000-000000000001'
const BULK = 50
const PARALLEL = 8

/** Megabytes of a process: `VmRSS` now, `VmHWM` at its peak. Linux only; not a number elsewhere. */
function memory(pid, what) {
  if (process.platform !== 'linux') return Number.NaN
  return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
}

const seconds = (from) => Number(process.hrtime.bigint() - from) / 1e9

/** One call on a kept connection; throws unless it answers `status`. */
function call(agent, url, method, path, status, body) {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const headers = { authorization: `Bearer ${KEY}`, ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }) }
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, agent, headers }, (response) => {
      let answer = ''
      response.setEncoding('utf8')
      response.on('data', (data) => (answer += data))
      response.on('end', () => (response.statusCode === status ? resolve({ headers: response.headers, body: JSON.parse(answer) }) : reject(new Error(`${method} ${path}: ${response.statusCode} ${answer.slice(0, 300)}`))))
    })
    sent.on('error', reject)
    sent.end(text)
  })
}

const item = (n) => ({ id: `item-${n}`, title: `A title of some length, number ${n}`, price: n / 100, in_stock: n % 3 === 0, tags: ['new', `group-${n % 100}`], added: '2026-01-01T00:00:00Z', size: { width: n % 50, height: 3 } })

/**
 * Loads `items` items into the emulator at `url` (process `pid`, on disk, on the machine's clock) and pages through them all.
 * Answers rows for the report: what, value, goal. Throws when an item is missing or doubled.
 */
export async function catalog({ url, pid, items = 100_000 }) {
  const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL })
  const fields = [['id', 'string'], ['title', 'string'], ['price', 'number'], ['in_stock', 'boolean'], ['tags', 'array'], ['added', 'time'], ['size', 'object']].map(([name, type]) => ({ name, type }))
  await call(agent, url, 'POST', '/catalogs', 201, { catalogs: [{ name: 'bench', description: 'bench', fields }] })

  /** Items from `first` on, `count` of them; the last word is settle's, when every job has run. */
  async function load(first, count) {
    let next = first
    const worker = async () => {
      while (next < first + count) {
        const from = next
        next += BULK
        await call(agent, url, 'POST', '/catalogs/bench/items', 202, { items: Array.from({ length: Math.min(BULK, first + count - from) }, (_, i) => item(from + i)) })
      }
    }
    await Promise.all(Array.from({ length: PARALLEL }, worker))
    await call(agent, url, 'POST', '/_emulator/settle', 200, {})
  }

  // the first half lets the process reach its working size; what the second half and the reading add is what a catalog costs
  const half = items / 2
  const start = process.hrtime.bigint()
  await load(0, half)
  const early = memory(pid, 'VmHWM')
  await load(half, items - half)
  const loading = seconds(start)
  const loaded = memory(pid, 'VmHWM')

  const paging = process.hrtime.bigint()
  const seen = new Set()
  let pages = 0
  for (let path = '/catalogs/bench/items'; path !== undefined; pages++) {
    const { headers, body } = await call(agent, url, 'GET', path, 200)
    for (const { id } of body.items) seen.add(id)
    path = /<([^>]+)>; rel="next"/.exec(headers.link ?? '')?.[1]
  }
  const read = seconds(paging)
  agent.destroy()
  if (seen.size !== items) throw new Error(`${seen.size} of ${items} catalog items were read back`)
  const peak = memory(pid, 'VmHWM')
  const mb = (value) => `${value.toFixed(0)} MB`
  return [
    [`catalog of ${items.toLocaleString('en')} items, loaded in bulk calls of ${BULK}`, `${(items / loading).toFixed(0)} items/s`, ''],
    ['the same, read page by page', `${(pages / read).toFixed(0)} pages/s`, ''],
    [`peak memory with ${half.toLocaleString('en')} items → all loaded → all read`, `${mb(early)} → ${mb(loaded)} → ${mb(peak)} (+ ${mb(peak - early)})`, '≤ + 40 MB'],
  ]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = mkdtempSync(join(tmpdir(), 'brazier-catalog-'))
  const command = process.argv[2] ?? fileURLToPath(new URL('../../dist/brazier.cjs', import.meta.url))
  const child = spawn(process.execPath, [command, 'start', '--port', '0', '--log', 'json', '--db', join(folder, 'catalog.db')], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const url = await new Promise((resolve) => child.stdout.once('data', (data) => resolve(JSON.parse(String(data).split('\n')[0]).url)))
    for (const cells of await catalog({ url, pid: child.pid, items: Number(process.argv[3] ?? 100_000) })) console.log(`| ${cells.join(' | ')} |`)
  } finally {
    await new Promise((resolve) => (child.once('exit', resolve), child.kill('SIGTERM')))
    rmSync(folder, { recursive: true, force: true })
  }
}
