// Exports of users in tests: the ZIP as it is downloaded, and the lines of its files.
import { unzipSync } from 'fflate'
import { expect } from 'vitest'
import type { Emulator } from './rest.ts'

export type Unzipped = { names: string[]; lines: any[][] }

/** GET of an address in answers; `undefined` for 404. */
export async function download(e: Emulator, url: string): Promise<Uint8Array | undefined> {
  const response = await e.fetch(new URL(url).pathname)
  if (response.status === 404) return undefined
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/zip')
  return new Uint8Array(await response.arrayBuffer())
}

/** The files of an export: one JSON object a line. */
export async function unzipped(e: Emulator, url: string): Promise<Unzipped> {
  const files = unzipSync((await download(e, url))!)
  const lines = Object.values(files).map((bytes) => {
    const text = Buffer.from(bytes).toString('utf8')
    expect(text === '' || text.endsWith('\n')).toBe(true)
    return text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as unknown)
  })
  return { names: Object.keys(files), lines }
}

/** Many plain users, made straight in the world. */
export function crowd(e: Emulator, count: number): void {
  e.world.db.tx(() => {
    for (let i = 0; i < count; i++) e.world.profiles.create('rest', `user-${i}`)
  })
}
