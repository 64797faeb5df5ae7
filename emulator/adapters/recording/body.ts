// Bytes of a body to what a recording keeps of them, and back: content-encoding undone, JSON and multipart parsed, text as text, the rest base64.
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import type { Body, Part } from './fixture.ts'

const MOST = 64 * 1024 * 1024 // a small body may inflate to any size

/** What an encoded body says, or undefined when it can not be read. */
export function decoded(bytes: Uint8Array, encoding: string | undefined): Uint8Array | undefined {
  const names = (encoding ?? '').toLowerCase().split(',').map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity')
  const options = { maxOutputLength: MOST }
  try {
    // The last one named was put on last
    return names.reverse().reduce((inner, name) => {
      if (name === 'gzip' || name === 'x-gzip') return gunzipSync(inner, options)
      if (name === 'br') return brotliDecompressSync(inner, options)
      if (name !== 'deflate') throw new Error(`unknown encoding ${name}`)
      // Some send it without its zlib frame
      return (inner[0]! & 0x0f) === 8 ? inflateSync(inner, options) : inflateRawSync(inner, options)
    }, bytes)
  } catch {
    return undefined
  }
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = strict.decode(bytes)
    // Control characters that no text has: bytes that are UTF-8 by accident
    return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

function jsonOf(text: string): { json: unknown } | undefined {
  if (!/^\s*[[{"\dtfn-]/.test(text)) return undefined
  try {
    return { json: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

/** What a body says. `type` is its content-type. */
export function bodyOf(bytes: Uint8Array, type = ''): Body | undefined {
  if (bytes.length === 0) return undefined
  const boundary = /^multipart\/[^;]+;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type)
  const parts = boundary === null ? undefined : partsOf(bytes, boundary[1] ?? boundary[2]!)
  if (parts !== undefined) return { parts, boundary: boundary![1] ?? boundary![2]! }
  const text = textOf(bytes)
  if (text === undefined) return { base64: Buffer.from(bytes).toString('base64') }
  // A form is a text that may look like a number
  return (/^application\/x-www-form-urlencoded/i.test(type) ? undefined : jsonOf(text)) ?? { text }
}

/** The parts of a multipart body, or undefined when it is none. */
function partsOf(bytes: Uint8Array, boundary: string): Part[] | undefined {
  const raw = Buffer.from(bytes).toString('latin1') // one character a byte
  const [before, ...pieces] = `\r\n${raw}`.split(`\r\n--${boundary}`)
  if (before !== '' || pieces.at(-1)?.startsWith('--') !== true) return undefined
  return pieces.slice(0, -1).map((piece) => {
    const at = piece.indexOf('\r\n\r\n')
    const lines = piece.slice(0, at).split('\r\n').filter((line) => line.includes(':'))
    const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), Buffer.from(line.slice(line.indexOf(':') + 1).trim(), 'latin1').toString('utf8')]))
    const content = bodyOf(Buffer.from(piece.slice(at + 4), 'latin1'), headers['content-type'])
    // Parts within parts stay bytes
    return { headers, ...(content === undefined ? { text: '' } : 'parts' in content ? { base64: Buffer.from(piece.slice(at + 4), 'latin1').toString('base64') } : content) }
  })
}

/** The bytes that a recorded body stands for. */
export function bytesOf(body: Body | Part | undefined): Uint8Array {
  if (body === undefined) return new Uint8Array()
  if ('parts' in body) return Buffer.concat([...body.parts.flatMap((part) => [Buffer.from(`--${body.boundary}\r\n${Object.entries(part.headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`), Buffer.from(bytesOf(part)), Buffer.from('\r\n')]), Buffer.from(`--${body.boundary}--\r\n`)])
  if ('base64' in body && body.base64 !== undefined) return Buffer.from(body.base64, 'base64')
  return Buffer.from('text' in body && body.text !== undefined ? body.text : JSON.stringify('json' in body ? body.json : null))
}
