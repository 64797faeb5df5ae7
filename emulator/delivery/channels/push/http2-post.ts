// One POST over HTTP/2: APNs speaks nothing else. docs: developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
import type { IncomingHttpHeaders } from 'node:http2'

const MOST_READ = 16 * 1024 // of an answer; APNs says why in a line

/** A certificate of one's own is what a server on the machine itself has. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

export type Answered = { status: number; text: string }

/** Rejects when there is no connection, or no answer before `signal`. */
export async function http2Post(address: string, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<Answered> {
  const { connect } = await import('node:http2')
  const { origin, hostname, pathname } = new URL(address)
  return new Promise<Answered>((resolve, reject) => {
    const session = connect(origin, { rejectUnauthorized: !LOOPBACK.test(hostname) })
    const failed = (error: Error): void => {
      session.destroy()
      reject(error)
    }
    const answered = (): void => resolve({ status, text: Buffer.concat(parts).subarray(0, MOST_READ).toString('utf8') })
    session.on('error', failed)
    const stream = session.request({ ...headers, ':method': 'POST', ':path': pathname }, { signal })
    let status = 0
    const parts: Buffer[] = []
    let bytes = 0
    stream.on('response', (answer: IncomingHttpHeaders & { ':status'?: number }) => void (status = answer[':status'] ?? 0))
    stream.on('data', (part: Buffer) => {
      parts.push(part)
      bytes += part.byteLength
      if (bytes < MOST_READ) return
      answered()
      session.destroy()
    })
    stream.on('error', failed)
    stream.on('end', () => {
      session.close()
      if (status === 0) failed(new Error('the connection was closed without an answer'))
      else answered()
    })
    stream.end(body)
  })
}
