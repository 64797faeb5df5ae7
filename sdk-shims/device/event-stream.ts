// Server-sent events over any fetch: what a browser's EventSource does, as far as the real-time channel needs it (web wire 10).
import type { EventStream } from './content-types.ts'
import type { FetchLike } from './http-transport.ts'

/** The channel's events are all of this name. */
const EVENT = 'msg'

/** The data of each block of the stream that is a message; `rest` has not ended yet. */
const messagesIn = (text: string): { messages: string[]; rest: string } => {
  const blocks = text.replace(/\r\n?/g, '\n').split('\n\n')
  const rest = blocks.pop() ?? ''
  const messages = blocks.flatMap((block) => {
    const of = (field: string): string[] =>
      block.split('\n').flatMap((line) => (line.startsWith(`${field}:`) ? [line.slice(field.length + 1).replace(/^ /, '')] : []))
    const data = of('data')
    return of('event').at(-1) === EVENT && data.length > 0 ? [data.join('\n')] : []
  })
  return { messages, rest }
}

/**
 * For the option `eventStream` of createDevice.
 * @param fetchImpl the global fetch, or an emulator's own, in-process
 */
export const fetchEventStream = (fetchImpl: FetchLike = (request) => fetch(request)): EventStream => (url, { open, message, error }) => {
  let closed = false
  let stop = (): void => undefined
  const read = async (): Promise<void> => {
    const response = await fetchImpl(new Request(url, { headers: { accept: 'text/event-stream' } }))
    const reader = response.body?.getReader()
    if (reader === undefined) return
    stop = () => void reader.cancel().catch(() => undefined)
    if (closed || !response.ok) return stop()
    open()
    const decoder = new TextDecoder()
    let text = ''
    for (let part = await reader.read(); !part.done && !closed; part = await reader.read()) {
      const { messages, rest } = messagesIn(text + decoder.decode(part.value, { stream: true }))
      text = rest
      for (const one of messages) if (!closed) message(one)
    }
  }
  const ended = (): void => { if (!closed) error() }
  void read().then(ended, ended)
  return { close: () => { closed = true; stop() } }
}
