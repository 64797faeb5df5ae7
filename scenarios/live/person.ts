// The person at the terminal: what is said to them, a line that shows what is awaited, and the keys they press.
import type { Readable } from 'node:stream'
import { Chalk } from 'chalk'
import type { ChalkInstance } from 'chalk'

export type Key = 'skip' | 'retry' | 'quit' | 'done'

export type Person = {
  /** A text of its own. */
  say(text: string): void
  /** What is awaited now: one line that is overwritten on a terminal; elsewhere it is said when `aloud`. */
  show(line: string, aloud: boolean): void
  /** The key pressed since the last call, if any. */
  key(): Key | undefined
  /** Keys pressed before do not count for what comes now, but for the one that ends it all. */
  forgetKeys(): void
  /** Nobody is there (the input has ended, or is none): no answer will come. */
  readonly absent: boolean
  /** Depth of colour of the terminal. */
  readonly paint: ChalkInstance
  close(): void
}

const KEYS: Record<string, Key> = { s: 'skip', r: 'retry', q: 'quit', '\r': 'done', '\n': 'done', '\u0003': 'quit', '\u0004': 'quit' }
const ERASE_LINE = '\r\u001B[2K'

type Input = Readable & { isTTY?: boolean; setRawMode?(raw: boolean): unknown }

export type PersonOptions = {
  input: Input | undefined
  write(text: string): void
  tty: boolean
  colour?: 0 | 1 | 2 | 3
  /** Columns of the terminal: a longer line could not be overwritten. */
  width?: () => number
  /** Ends it like the key q: Ctrl-C where keys are not read one by one. */
  signal?: AbortSignal | undefined
}

/** Reads single keys from a terminal, and first letters of lines from anything else. */
export function createPerson({ input, write, tty, colour = 0, width = () => Infinity, signal }: PersonOptions): Person {
  let pressed: Key[] = []
  let absent = input === undefined
  let shown = false
  const clear = (): void => {
    if (shown) write(ERASE_LINE)
    shown = false
  }
  const hear = (data: Buffer | string): void => {
    const text = String(data)
    // A line of words counts by its first letter; an empty one is Enter
    const signs = input!.isTTY === true ? [...text] : text.split('\n').slice(0, -1).map((line) => line.trim()[0] ?? '\n')
    for (const sign of signs) {
      const key = KEYS[sign.toLowerCase()]
      if (key !== undefined) pressed.push(key)
    }
  }
  const end = (): void => void (absent = true)
  const quit = (): void => void pressed.push('quit')
  if (signal?.aborted === true) quit()
  signal?.addEventListener('abort', quit)
  if (input !== undefined) {
    if (input.isTTY === true) input.setRawMode?.(true)
    input.on('data', hear)
    for (const name of ['end', 'close', 'error']) input.on(name, end)
    input.resume()
  }
  const paint = new Chalk({ level: colour })
  return {
    paint,
    say(text) {
      clear()
      write(`${text}\n`)
    },
    show(line, aloud) {
      if (tty) {
        // A terminal that nobody gave a size has 0 columns
        const most = Math.max(20, (width() || 80) - 1)
        write(`${ERASE_LINE}${paint.dim(line.length > most ? `${line.slice(0, most - 1)}…` : line)}`)
        shown = true
      } else if (aloud) write(`${paint.dim(line)}\n`)
    },
    key: () => pressed.shift(),
    forgetKeys: () => void (pressed = pressed.filter((key) => key === 'quit')),
    get absent() {
      return absent
    },
    close() {
      clear()
      signal?.removeEventListener('abort', quit)
      if (input === undefined) return
      input.off('data', hear)
      for (const name of ['end', 'close', 'error']) input.off(name, end)
      if (input.isTTY === true) input.setRawMode?.(false)
      input.pause()
    },
  }
}
