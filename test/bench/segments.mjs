// A segment of three filters over 1,000,000 profiles, beside the same query written by hand, in turns on one file. Run alone: node test/bench/segments.mjs
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'

const root = new URL('../..', import.meta.url).pathname
const HEADERS = { authorization: 'Bearer b4a2e000-0000-4000-8000-000000000001', 'content-type': 'application/json' }
const COUNTRIES = ['US', 'DE', 'FR', 'GB']
const elapsed = (from) => Number(process.hrtime.bigint() - from) / 1e6
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1]
/** As the emulator opens its own. */
function open(file) {
  const db = new Database(file)
  for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', 'temp_store = MEMORY', 'cache_size = -4096']) db.pragma(pragma)
  return db
}

function start(command, db) {
  const child = spawn(process.execPath, [command, 'start', '--port', '0', '--log', 'json', '--db', db], { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve) => child.stdout.once('data', (data) => resolve({ child, url: JSON.parse(String(data).split('\n')[0]).url })))
}
const stop = (child) => new Promise((resolve) => (child.once('exit', resolve), child.kill('SIGTERM')))

/** Rows as /users/track would write them; written straight into the file, which the emulator must not have open. */
function fill(file, users) {
  const db = open(file)
  const profile = db.prepare(`INSERT INTO profiles (braze_id, external_id, origin, created_at, updated_at, random_bucket, country, email, custom_attributes) VALUES (?, ?, 'rest', 1, 1, ?, ?, ?, ?)`)
  const summary = db.prepare('INSERT INTO event_summaries (profile_id, name, count, first_at, last_at) VALUES (?, ?, ?, 1, 1)')
  db.transaction(() => {
    for (let i = 0; i < users; i++) {
      const custom = { plan: i % 3 === 0 ? 'free' : 'pro', score: i, tags: ['a', 'b'] }
      const { lastInsertRowid } = profile.run(i.toString(16).padStart(24, '0'), `user-${i}`, i % 10_000, COUNTRIES[i % 4], `user-${i}@example.com`, JSON.stringify(custom))
      if (i % 2 === 0) summary.run(lastInsertRowid, 'bought', 1 + (i % 7))
    }
  })()
  db.close()
}

const FILTERS = {
  op: 'AND',
  children: [
    { filter: 'country', cmp: 'is_any_of', value: ['US', 'DE'] },
    { filter: 'custom_attribute', name: 'plan', type: 'string', cmp: 'is_any_of', value: ['pro'] },
    { filter: 'custom_event', name: 'bought', cmp: 'more_than', value: 2 },
  ],
}
const BY_HAND = `SELECT count(*) AS n FROM profiles p WHERE p.state = 'active' AND p.country IN ('US', 'DE') AND p.custom_attributes ->> '$.plan' = 'pro'
  AND (SELECT s.count FROM event_summaries s WHERE s.profile_id = p.id AND s.name = 'bought') > 2`

/** Milliseconds of both, and the members that both found. `ours` is the whole request: size of today by /segments/data_series. */
export async function segmentBench({ users = 1_000_000, rounds = 5, command = join(root, 'dist/brazier.cjs') } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'brazier-segment-'))
  const file = join(folder, 'segment.db')
  try {
    await stop((await start(command, file)).child) // makes the tables
    fill(file, users)
    const { child, url } = await start(command, file)
    const hand = open(file).prepare(BY_HAND)
    try {
      const made = await fetch(`${url}/_emulator/segments`, { method: 'POST', headers: HEADERS, body: JSON.stringify({ id: 'bench', name: 'bench', analytics_tracking_enabled: true, filters: FILTERS }) })
      if (made.status !== 201) throw new Error(`the segment answered ${made.status}: ${await made.text()}`)
      const [ours, theirs] = [[], []]
      let sizes
      for (let round = 0; round < rounds; round++) {
        let from = process.hrtime.bigint()
        const { data } = await fetch(`${url}/segments/data_series?segment_id=bench&length=1`, { headers: HEADERS }).then((response) => response.json())
        ours.push(elapsed(from))
        from = process.hrtime.bigint()
        const { n } = hand.get()
        theirs.push(elapsed(from))
        sizes = [data[0].size, n]
      }
      if (sizes[0] !== sizes[1]) throw new Error(`the segment has ${sizes[0]} members, the query found ${sizes[1]}`)
      return { ours: median(ours), theirs: median(theirs), members: sizes[0] }
    } finally {
      await stop(child)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) console.log(await segmentBench({ users: Number(process.argv[2] ?? 1_000_000) }))
