// A proxy that listens: forwarding, overhearing and writing put together, and an orderly end that loses nothing.
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import { ConfigError } from '../../config.ts'
import { isoTime } from '../../index.ts'
import { createClock } from '../../kernel/clock.ts'
import { isLoopback } from '../origin.ts'
import { createFixtureFile } from './fixture-file.ts'
import type { Exchange } from './fixture.ts'
import type { ForwardOptions, Overheard } from './forward.ts'
import { createForward } from './forward.ts'
import { createMasker } from './mask/masker.ts'
import { createRecorder } from './recorder.ts'

// What is under way when it ends has so long to come in
const GRACE_MS = 1500
const REACH_MS = 10_000

/** The machine's time: there is no world here whose time it could be. */
export const machineTime = (): (() => number) => createClock({ state: { get: () => undefined, set: () => {} } }).now

export type ProxyOptions = {
  rest?: URL | undefined
  sdk?: URL | undefined
  port: number
  host: string
  file: string
  overwrite?: boolean | undefined
  /** False: nothing is masked. */
  mask?: boolean | undefined
  /** Fields to mask besides the known ones. */
  fields?: readonly string[] | undefined
  now?: (() => number) | undefined
  /** Hears of each exchange as it was written. */
  heard?: ((exchange: Exchange) => void) | undefined
  failed?: ForwardOptions['failed'] | undefined
}

export type Proxy = { url: string; exchanges(): number; close(): Promise<void> }

/** The address of a host as `--to` takes it. Throws ConfigError. */
export function upstreamUrl(given: string, flag: string): URL {
  const text = given.includes('://') ? given : `https://${given}`
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol) || new URL(text).search !== '') throw new ConfigError(`${flag} '${given}' is no address such as https://rest.iad-01.braze.com`)
  return new URL(text)
}

/** Rejects with a ConfigError when nobody listens there. */
export function reach(url: URL): Promise<void> {
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port, timeout: REACH_MS })
    const fail = (why: string): void => {
      socket.destroy()
      reject(new ConfigError(`nobody answers at ${url.origin}: ${why}`))
    }
    socket.on('connect', () => (socket.destroy(), resolve()))
    socket.on('timeout', () => fail(`no connection within ${REACH_MS / 1000} s`))
    socket.on('error', (error: NodeJS.ErrnoException) => fail(error.message || error.code || 'no connection'))
  })
}

function openFile(file: string, head: Parameters<typeof createFixtureFile>[1], overwrite: boolean): ReturnType<typeof createFixtureFile> {
  try {
    return createFixtureFile(file, head, overwrite)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new ConfigError(code === 'EEXIST' ? `${file} exists (--overwrite begins it anew, --output names another)` : `the recording can not be written: ${message}`)
  }
}

/** Starts a proxy. Throws ConfigError for what the user can mend. */
export async function startProxy({ rest, sdk, port, host, file, overwrite = false, mask = true, fields = [], now = machineTime(), heard, failed = () => {} }: ProxyOptions): Promise<Proxy> {
  const upstreams = [rest, sdk].filter((one) => one !== undefined)
  for (const upstream of upstreams) {
    if (isLoopback(upstream.hostname) && port !== 0 && Number(upstream.port) === port) throw new ConfigError(`${upstream.origin} is where the proxy itself would listen`)
    await reach(upstream)
  }
  let recorder: ((one: Overheard) => Exchange) | undefined
  const forward = createForward({
    rest, sdk, now, failed,
    verify: ({ hostname }) => !isLoopback(hostname.replace(/^\[|\]$/g, '')),
    overheard: (one) => {
      try {
        const exchange = recorder!(one)
        heard?.(exchange)
      } catch (error) {
        // The app goes on although the disk is full
        failed(one.method, one.path, `the recording can not be written: ${(error as Error).message}`)
      }
    },
  })
  const server = createServer({ requestTimeout: 0 }, forward.listener)
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 501 Not Implemented\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'))
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const answering = new Set<ServerResponse>()
  server.on('request', (_request, response: ServerResponse) => {
    answering.add(response)
    response.once('close', () => answering.delete(response))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new ConfigError(error.code === 'EADDRINUSE' ? `port ${port} on ${host} is taken (choose one with --port, 0 for any)` : `cannot listen on ${host}:${port}: ${error.message}`)))
    server.listen(port, host, () => resolve())
  })
  // Last: a proxy that can not run leaves no file behind
  const masker = mask ? createMasker(fields) : undefined
  const hosts = upstreams.map(({ origin }) => (masker === undefined ? origin : masker.text(origin)))
  let writer: ReturnType<typeof createFixtureFile>
  try {
    writer = openFile(file, { recorded_at: isoTime(now()), hosts, masked: mask }, overwrite)
  } catch (error) {
    server.close()
    void forward.close()
    throw error
  }
  recorder = createRecorder(writer, masker)

  /** Takes no more, lets what is under way come in, cuts off what does not. */
  async function end(): Promise<void> {
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeIdleConnections()
      for (const response of answering) response.shouldKeepAlive = false
      AbortSignal.timeout(GRACE_MS).addEventListener('abort', () => {
        for (const socket of sockets) socket.destroy()
      })
    })
    await forward.close()
    writer.close()
  }
  let ending: Promise<void> | undefined
  const address = server.address() as AddressInfo
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    exchanges: () => writer.exchanges,
    close: () => (ending ??= end()),
  }
}
