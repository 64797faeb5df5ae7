// A load generator in a process of its own: keep-alive connections that send prepared bytes and count answers. Talks to loopback only, ends by itself.
import { connect } from 'node:net'

const [port, connections, requests, objects] = process.argv.slice(2).map(Number)
const KEY = 'b4a2e000-0000-4000-8000-000000000001'

/** One POST /users/track with `objects` events of as many users. */
function message(n) {
  const events = Array.from({ length: objects }, (_, i) => ({ external_id: `user-${(n * 7 + i) % 500}`, name: `event-${i % 10}`, time: '2026-01-01T00:00:00Z', properties: { position: i, title: 'A title of some length', price: 9.99 } }))
  const body = JSON.stringify({ events })
  return Buffer.from(`POST /users/track HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}

const prepared = Array.from({ length: 50 }, (_, n) => message(n))
let sent = 0
let bad = 0

function run() {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let pending = ''
    const next = () => (sent < requests ? socket.write(prepared[sent++ % prepared.length]) : (socket.end(), resolve()))
    socket.on('connect', next)
    socket.on('error', reject)
    socket.on('data', (data) => {
      pending += data.toString('latin1')
      for (;;) {
        const head = pending.indexOf('\r\n\r\n')
        const length = head < 0 ? undefined : Number(/content-length: (\d+)/i.exec(pending.slice(0, head))?.[1])
        if (length === undefined || pending.length < head + 4 + length) return
        if (!pending.startsWith('HTTP/1.1 201')) bad++
        pending = pending.slice(head + 4 + length)
        next()
      }
    })
  })
}

const from = process.hrtime.bigint()
await Promise.all(Array.from({ length: connections }, run))
console.log(JSON.stringify({ seconds: Number(process.hrtime.bigint() - from) / 1e9, requests, bad }))
