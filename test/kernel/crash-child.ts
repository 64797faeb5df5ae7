// The process that gets killed: writes users without end, several at a time, and names each one that was acknowledged.
import { writeSync } from 'node:fs'
import { fetchOf } from '../../emulator/adapters/fetch.ts'
import { createCore, homeKeys } from '../../emulator/index.ts'

const fetch = fetchOf(createCore({ db: process.argv[2]! }))
const AT_ONCE = 7

async function write(n: number): Promise<void> {
  const external_id = `user-${n}`
  const response = await fetch('/users/track', {
    method: 'POST',
    headers: { authorization: `Bearer ${homeKeys.rest}`, 'content-type': 'application/json' },
    body: JSON.stringify({ attributes: [{ external_id, n, filler: 'x'.repeat(2000) }], events: [{ external_id, name: 'written', time: '2026-03-01T12:00:00Z' }] }),
  })
  if (response.status !== 201) throw new Error(await response.text())
  writeSync(1, `${n}\n`)
}

for (let n = 0; ; n += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => write(n + i)))
