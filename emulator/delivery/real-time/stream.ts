// One listener of the real-time channel: what it is to hear waits in a line until it is read. Events as in the HTML standard's server-sent events.
import { elapsed } from '../../kernel/clock.ts'
import { delay } from '../../kernel/delay.ts'

const encoder = new TextEncoder()

/** A message of the channel. observed: web SDK 6.13.0 */
export type Signal = { type: 'cir' | 'ccr' | 'ffr' | 'tgr'; body?: Record<string, unknown> }

/** Times as `elapsed` has them. */
export type Sent = Map<Signal['type'], number>

const frame = ({ type, body = {} }: Signal): Uint8Array => encoder.encode(`event: msg\ndata: ${JSON.stringify({ type, body })}\n\n`)

/** The bytes of one listener's stream; `gone` is called once, when nobody reads any more or it was ended here. `apart`: signals of one type are so many ms apart; `sent`: when the last of each went out, also on an earlier stream. */
export function createStream(gone: () => void, apart = 0, sent: Sent = new Map()) {
  const line: Uint8Array[] = []
  const waiting = new Set<Signal['type']>()
  let wake: (() => void) | undefined
  let over = false

  function end(): void {
    if (over) return
    over = true
    gone()
    wake?.()
  }
  const iterator: AsyncIterableIterator<Uint8Array> = {
    async next() {
      while (line.length === 0 && !over) await new Promise<void>((resolve) => void (wake = resolve))
      const value = line.shift()
      return value === undefined ? { done: true, value: undefined } : { done: false, value }
    },
    async return() {
      line.length = 0
      end()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => iterator,
  }
  function put(signal: Signal): void {
    if (over) return
    sent.set(signal.type, elapsed())
    line.push(frame(signal))
    wake?.()
  }
  return {
    bytes: iterator as AsyncIterable<Uint8Array>,
    /** Now, or when the last one of its type is long enough ago; what comes while one waits is told with it. */
    send(signal: Signal): void {
      const { type } = signal
      if (over || waiting.has(type)) return
      const left = type === 'cir' ? 0 : (sent.get(type) ?? -Infinity) + apart - elapsed()
      if (left <= 0) return put(signal)
      waiting.add(type)
      void delay(left).then(() => {
        waiting.delete(type)
        put(signal)
      })
    },
    end,
  }
}

export type Stream = ReturnType<typeof createStream>
