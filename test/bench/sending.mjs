// The bench of sending: a broadcast with Liquid to everybody, beside bare liquidjs with the same templates; and a held clock moved over timers. Alone: node test/bench/sending.mjs [brazier.cjs [users]]
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const KEY = 'b4a2e000-0000-4000-8000-000000000001'
const SUBJECT = 'Hi {{${first_name} | default: "you"}}'
const BODY = '<html><body><h1>Hello {{${first_name} | capitalize}}</h1>{% if {{custom_attribute.${plan}}} == "pro" %}<p>Thank you for being with us.</p>{% else %}<p>Go pro!</p>{% endif %}<p>{{custom_attribute.${score} | plus: 1}} points</p></body></html>'
const PLAIN = { subject: 'Hi {{first_name | default: "you"}}', body: BODY.replace('{{custom_attribute.${plan}}}', 'plan').replaceAll('custom_attribute.${score}', 'score').replaceAll('${first_name}', 'first_name') }
const BATCH = 1000

const seconds = (from) => Number(process.hrtime.bigint() - from) / 1e9
const user = (n) => ({ external_id: `user-${n}`, first_name: n % 5 === 0 ? '' : `Ada ${n}`, email: `user-${n}@example.com`, plan: n % 2 ? 'pro' : 'free', score: n })

/** One call; throws unless it answers `status`. */
async function call(url, method, path, status, body) {
  const response = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const text = await response.text()
  if (response.status !== status) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`)
  return JSON.parse(text)
}

async function broadcast(url, users) {
  for (let from = 0; from < users; from += BATCH) await call(url, 'POST', '/users/track/bulk', 201, { attributes: Array.from({ length: Math.min(BATCH, users - from) }, (_, n) => user(from + n)) })
  const { app_id } = (await call(url, 'GET', '/_emulator/apps', 200)).apps[0]
  const message = { app_id, from: 'Shop <shop@example.com>', subject: SUBJECT, body: BODY }
  const audience = { email_subscription_status: { comparison: 'is_not', value: 'unsubscribed' } }
  const from = process.hrtime.bigint()
  const { dispatch_id } = await call(url, 'POST', '/messages/send', 201, { broadcast: true, audience, messages: { email: message } })
  await call(url, 'POST', '/_emulator/settle', 200)
  const took = seconds(from)
  const page = await call(url, 'GET', `/_emulator/messages?dispatch_id=${dispatch_id}&limit=1`, 200)
  if (page.messages[0]?.status !== 'delivered') throw new Error(`the broadcast came to ${JSON.stringify(page.messages[0])}`)
  return took
}

/** The same two templates, parsed once, rendered for as many users. */
function bareLiquid(users) {
  const { Liquid } = createRequire(import.meta.url)('liquidjs')
  const liquid = new Liquid()
  const templates = [PLAIN.subject, PLAIN.body].map((text) => liquid.parse(text))
  const from = process.hrtime.bigint()
  for (let n = 0; n < users; n++) for (const template of templates) liquid.renderSync(template, user(n))
  return seconds(from)
}

/** Schedules a second apart, each a durable timer that becomes a send; then the clock moves over all of them. */
async function timers(url, count) {
  const { app_id } = (await call(url, 'GET', '/_emulator/apps', 200)).apps[0]
  const { now } = await call(url, 'GET', '/_emulator/clock', 200)
  const start = Date.parse(now)
  const one = (n) => ({ external_user_ids: [`user-${n}`], messages: { email: { app_id, from: 'Shop <shop@example.com>', subject: 'Hi', body: 'x' } }, schedule: { time: new Date(start + (n + 1) * 1000).toISOString() } })
  for (let from = 0; from < count; from += 50) await Promise.all(Array.from({ length: 50 }, (_, n) => call(url, 'POST', '/messages/schedule/create', 201, one(from + n))))
  const from = process.hrtime.bigint()
  await call(url, 'POST', '/_emulator/clock/advance', 200, { by: `${count}s` })
  return seconds(from)
}

/** The least that a durable timer costs: its row read and removed in a transaction of its own. */
function bareTimers(count, file) {
  const Database = createRequire(import.meta.url)('better-sqlite3')
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.exec('CREATE TABLE timers (id INTEGER PRIMARY KEY, due INTEGER NOT NULL); CREATE INDEX timers_due ON timers (due, id)')
  const insert = db.prepare('INSERT INTO timers (due) VALUES (?)')
  db.transaction(() => { for (let n = 0; n < count; n++) insert.run(n) })()
  const [first, remove] = [db.prepare('SELECT id FROM timers ORDER BY due, id LIMIT 1'), db.prepare('DELETE FROM timers WHERE id = ?')]
  const take = db.transaction(() => remove.run(first.get().id))
  const from = process.hrtime.bigint()
  for (let n = 0; n < count; n++) take()
  const took = seconds(from)
  db.close()
  return took
}

/** Rows of the table of figures. The emulator at `url` holds its clock. */
export async function sending({ url, folder, users = 100_000, count = 10_000 }) {
  const [sent, rendered] = [await broadcast(url, users), bareLiquid(users)]
  const [advanced, bare] = [await timers(url, count), bareTimers(count, join(folder, 'timers.db'))]
  const rate = (n, took) => (n / took).toFixed(0)
  return [
    [`broadcast with Liquid to ${users.toLocaleString('en')} users`, `${rate(users, sent)} users/s in ${sent.toFixed(1)} s; bare liquidjs, same templates: ${rate(users, rendered)} users/s in ${rendered.toFixed(1)} s`, ''],
    [`held clock over ${count.toLocaleString('en')} due timers, a message each`, `${rate(count, advanced)} timers/s in ${advanced.toFixed(1)} s; bare SQLite, a transaction each: ${rate(count, bare)} in ${bare.toFixed(2)} s`, ''],
  ]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command = fileURLToPath(new URL('../../dist/brazier.cjs', import.meta.url)), users = '100000'] = process.argv.slice(2)
  const folder = mkdtempSync(join(tmpdir(), 'brazier-sending-'))
  const child = spawn(process.execPath, [command, 'start', '--port', '0', '--log', 'json', '--db', join(folder, 'sending.db'), '--hold-clock', 'true'], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const url = await new Promise((resolve) => child.stdout.once('data', (data) => resolve(JSON.parse(String(data).split('\n')[0]).url)))
    for (const [what, value] of await sending({ url, folder, users: Number(users), count: Math.min(10_000, Number(users)) })) console.log(`${what}: ${value}`)
  } finally {
    child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}
