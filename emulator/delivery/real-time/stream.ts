// One listener of the real-time channel: what it is to hear waits in a line until it is read. Events as in the HTML standard's server-sent events.
const encoder = new TextEncoder()

/** A message of the channel. observed: web SDK 6.13.0 */
export type Signal = { type: 'cir' | 'ccr' | 'ffr' | 'tgr'; body?: Record<string, unknown> }

const frame = ({ type, body = {} }: Signal): Uint8Array => encoder.encode(`event: msg\ndata: ${JSON.stringify({ type, body })}\n\n`)

/** The bytes of one listener's stream; `gone` is called once, when nobody reads any more or it was ended here. */
export function createStream(gone: () => void) {
  const line: Uint8Array[] = []
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
  return {
    bytes: iterator as AsyncIterable<Uint8Array>,
    send(signal: Signal): void {
      if (over) return
      line.push(frame(signal))
      wake?.()
    },
    end,
  }
}

export type Stream = ReturnType<typeof createStream>
