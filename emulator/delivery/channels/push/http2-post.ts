// One POST over HTTP/2: APNs speaks nothing else. docs: developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
import type { IncomingHttpHeaders } from 'node:http2'

export type Answered = { status: number; text: string }

/** Rejects when there is no connection, or no answer before `signal`. */
export async function http2Post(address: string, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<Answered> {
  const { connect } = await import('node:http2')
  const { origin, pathname } = new URL(address)
  return new Promise<Answered>((resolve, reject) => {
    const session = connect(origin)
    const failed = (error: Error): void => {
      session.destroy()
      reject(error)
    }
    session.on('error', failed)
    const stream = session.request({ ...headers, ':method': 'POST', ':path': pathname }, { signal })
    let status = 0
    const parts: Buffer[] = []
    stream.on('response', (answer: IncomingHttpHeaders & { ':status'?: number }) => void (status = answer[':status'] ?? 0))
    stream.on('data', (part: Buffer) => void parts.push(part))
    stream.on('error', failed)
    stream.on('end', () => {
      session.close()
      resolve({ status, text: Buffer.concat(parts).toString('utf8') })
    })
    stream.end(body)
  })
}
