// A push service of our own for a real Chromium: it checks in, registers and listens here instead of at Google, so that subscriptions, their keys and the decryption of what arrives are the browser's own.
// What Chromium speaks: protobuf messages over HTTP (checkin) and TLS (MCS, one byte of tag and a length before each). observed: Chromium 156; docs: chromium/src google_apis/gcm/protocol
import { createServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { createServer as createTlsServer } from 'node:tls'
import { generate } from 'selfsigned'

const VERSION = 41
const LOGIN = 2
const LOGIN_ANSWER = 3
const DATA = 8
const ACK = 7

/** A number in protobuf's groups of seven bits. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))]
}
const field = (number: number, bytes: Buffer | string): Buffer => Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(Buffer.byteLength(bytes))]), Buffer.from(bytes as string)])
const fixed64 = (number: number, value: bigint): Buffer => {
  const bytes = Buffer.alloc(9)
  bytes[0] = number * 8 + 1
  bytes.writeBigUInt64LE(value, 1)
  return bytes
}
const ACK_AT_ONCE = Buffer.from([...varint(24 * 8), 1])
const packet = (tag: number, ...fields: Buffer[]): Buffer => {
  const body = Buffer.concat(fields)
  return Buffer.concat([Buffer.from([tag, ...varint(body.length)]), body])
}
const pair = (key: string, value: string): Buffer => field(7, Buffer.concat([field(1, key), field(2, value)]))

/** What the browser said when it subscribed: `sender` is the application server key. */
type Registered = { token: string; sender: string; category: string; subtype: string }
/** A push that came for a subscription, as an application server posts it (RFC 8030). */
export type Posted = { url: string; headers: Record<string, string>; body: Buffer }

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port
const listening = (server: Server): Promise<void> => new Promise((done) => server.listen(0, '127.0.0.1', done))

/** Starts the service. `args` make a Chromium its client; `outbound` is the way out for an emulator whose pushes are for that Chromium. */
export async function startPushRelay() {
  const registered: Registered[] = []
  const posted: Posted[] = []
  const ways = new Set<TLSSocket>()
  /** Whom the browser listens to now: it connects anew when its first connection came to nothing. */
  let way: TLSSocket | undefined
  /** What the browser has not said that it got: it says so at once, and hears it again when its connection broke before. */
  const unheard: Buffer[] = []
  let last: Buffer | undefined

  const http = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.url === '/checkin') return void response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end(Buffer.concat([Buffer.from([8, 1]), fixed64(7, 1234567n), fixed64(8, 7654321n)]))
      const form = new URLSearchParams(Buffer.concat(chunks).toString())
      const token = `t${registered.length + 1}`
      registered.push({ token, sender: form.get('sender')!, category: form.get('app')!, subtype: form.get('X-subtype') ?? '' })
      response.writeHead(200).end(`token=${token}`)
    })
  })
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048 })
  const mcs = createTlsServer({ key, cert }, (socket) => {
    ways.add(socket)
    socket.on('close', () => {
      if (way === socket) way = undefined
    })
    socket.on('error', () => {})
    socket.once('data', (greeting: Buffer) => {
      if (greeting[0] !== VERSION || (greeting.length > 1 && greeting[1] !== LOGIN)) return void socket.destroy()
      socket.write(Buffer.concat([Buffer.from([VERSION]), packet(LOGIN_ANSWER, field(1, 'login'))]))
      way = socket
      for (const one of unheard) socket.write(one)
      socket.on('data', (heard: Buffer) => void (heard[0] === ACK && unheard.splice(0)))
    })
  })
  await Promise.all([listening(http), listening(mcs)])

  /** Hands an encrypted push to the browser. */
  function carry({ token, sender, category, subtype }: Registered, { headers, body }: Posted): void {
    const one = packet(DATA, field(2, `m${posted.length}`), field(3, sender), field(5, category), field(6, token), pair('subtype', subtype), pair('content-encoding', headers['content-encoding']!), field(21, body), ACK_AT_ONCE)
    last = one
    unheard.push(one)
    way?.write(one)
  }

  return {
    args: [`--gcm-checkin-url=http://127.0.0.1:${portOf(http)}/checkin`, `--gcm-registration-url=http://127.0.0.1:${portOf(http)}/register`, `--gcm-mcs-endpoint=https://localhost:${portOf(mcs)}`, '--ignore-certificate-errors'],
    registered,
    posted,
    /** The last push once more: Chromium now and then drops one that comes right after it subscribed, although it says that it has it. */
    again: (): void => void way?.write(last!),
    outbound: (async (input, init) => {
      const push: Posted = { url: String(input), headers: Object.fromEntries(new Headers(init?.headers)), body: Buffer.from(init?.body as Uint8Array) }
      posted.push(push)
      const to = registered.find(({ token }) => new URL(push.url).pathname.endsWith(`/${token}`))
      if (to === undefined) return new Response(null, { status: 410 })
      carry(to, push)
      return new Response(null, { status: 201 })
    }) as typeof fetch,
    async close(): Promise<void> {
      for (const socket of ways) socket.destroy()
      http.closeAllConnections()
      await Promise.all([http, mcs].map((one) => new Promise((done) => one.close(done))))
    },
  }
}
