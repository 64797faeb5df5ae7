// The person at the terminal: what is said to them, a line that shows what is awaited, and the keys they press.
import type { Readable } from 'node:stream'

export type Key = 'skip' | 'retry' | 'quit' | 'done'

export type Person = {
  /** A text of its own. */
  say(text: string): void
  /** What is awaited now: one line that is overwritten on a terminal; elsewhere it is said when `aloud`. */
  show(line: string, aloud: boolean): void
  /** The key pressed since the last call, if any. */
  key(): Key | undefined
  /** Nobody is there (the input has ended, or is none): no answer will come. */
  readonly absent: boolean
  close(): void
}

const KEYS: Record<string, Key> = { s: 'skip', r: 'retry', q: 'quit', '\r': 'done', '\n': 'done', '\u0003': 'quit', '\u0004': 'quit' }
const ERASE_LINE = '\r\u001B[2K'

type Input = Readable & { isTTY?: boolean; setRawMode?(raw: boolean): unknown }

/** Reads single keys from a terminal, and first letters of lines from anything else. */
export function createPerson({ input, write, tty }: { input: Input | undefined; write(text: string): void; tty: boolean }): Person {
  const pressed: Key[] = []
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
  if (input !== undefined) {
    if (input.isTTY === true) input.setRawMode?.(true)
    input.on('data', hear)
    input.on('end', end)
    input.resume()
  }
  return {
    say(text) {
      clear()
      write(`${text}\n`)
    },
    show(line, aloud) {
      if (tty) {
        write(`${ERASE_LINE}${line}`)
        shown = true
      } else if (aloud) write(`${line}\n`)
    },
    key: () => pressed.shift(),
    get absent() {
      return absent
    },
    close() {
      clear()
      if (input === undefined) return
      input.off('data', hear)
      input.off('end', end)
      if (input.isTTY === true) input.setRawMode?.(false)
      input.pause()
    },
  }
}
