// The server to compare with: Koa that parses the same JSON and writes the same rows with better-sqlite3, and does nothing else.
import { readFileSync, readdirSync } from 'node:fs'
import Database from 'better-sqlite3'
import Koa from 'koa'

const db = new Database(process.argv[2])
db.pragma('journal_mode = WAL')
db.pragma('synchronous = NORMAL')
const schema = new URL('../../emulator/schema/', import.meta.url)
for (const file of readdirSync(schema).filter((name) => name.endsWith('.sql')).sort()) db.exec(readFileSync(new URL(file, schema), 'utf8'))

const find = db.prepare('SELECT id, braze_id FROM profiles WHERE external_id = ?')
const create = db.prepare('INSERT INTO profiles (braze_id, external_id, origin, created_at, updated_at, random_bucket) VALUES (?, ?, ?, ?, ?, ?)')
const event = db.prepare('INSERT INTO custom_events (profile_id, name, at, app_id, session_id, properties) VALUES (?, ?, ?, ?, ?, ?)')
const sum = db.prepare('INSERT INTO event_summaries (profile_id, name, count, first_at, last_at) VALUES (?, ?, 1, ?, ?) ON CONFLICT (profile_id, name) DO UPDATE SET count = count + 1, first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)')
const touch = db.prepare('UPDATE profiles SET updated_at = ? WHERE id = ?')
const journal = db.prepare('INSERT INTO journal (at, kind, profile, data) VALUES (?, ?, ?, ?)')
const request = db.prepare('INSERT INTO requests (at, method, path, query, headers, body, endpoint, app_id, status, response_headers, response_body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS BLOB))')

const write = db.transaction((body, raw, headers, answer) => {
  const now = Date.now()
  for (const one of body.events) {
    let user = find.get(one.external_id)
    if (user === undefined) {
      const braze_id = Math.random().toString(16).slice(2).padEnd(24, '0')
      user = { id: create.run(braze_id, one.external_id, 'rest', now, now, 1).lastInsertRowid, braze_id }
      journal.run(now, 'profile.created', braze_id, JSON.stringify({ braze_id, external_id: one.external_id, origin: 'rest' }))
    }
    const at = Date.parse(one.time)
    event.run(user.id, one.name, at, null, null, JSON.stringify(one.properties))
    sum.run(user.id, one.name, at, at)
    touch.run(now, user.id)
    journal.run(now, 'custom_event.logged', user.braze_id, JSON.stringify({ name: one.name, time: at, properties: one.properties, source: 'rest', app_id: null, received_at: now }))
  }
  request.run(now, 'POST', '/users/track', '', JSON.stringify(headers), raw, 'POST /users/track', null, 201, '{"content-type":"application/json; charset=utf-8"}', answer)
})

const app = new Koa()
app.use(async (ctx) => {
  const parts = []
  for await (const part of ctx.req) parts.push(part)
  const raw = Buffer.concat(parts)
  const body = JSON.parse(raw)
  const answer = JSON.stringify({ events_processed: body.events.length, message: 'success' })
  write(body, raw, ctx.req.headers, answer)
  ctx.status = 201
  ctx.set('content-type', 'application/json; charset=utf-8')
  ctx.body = answer
})
const server = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })))
