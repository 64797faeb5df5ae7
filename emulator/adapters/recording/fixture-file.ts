// A recording while it grows: each exchange is in the file, and the file whole, before the next one is begun. A Ctrl-C loses nothing.
import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import type { Exchange, Fixture } from './fixture.ts'
import { CLOSING, opening } from './fixture.ts'

// What is in it is for its owner's eyes until he has looked at it
const MODE = 0o600

/** Makes the file. Throws Node's own error (EEXIST unless `overwrite`, EACCES, ENOENT …). */
export function createFixtureFile(file: string, head: Pick<Fixture, 'recorded_at' | 'hosts' | 'masked'>, overwrite = false) {
  const first = opening(head)
  const lines: string[] = []
  let fd = openSync(file, overwrite ? 'w' : 'wx', MODE)
  let end = writeSync(fd, first + CLOSING, 0) - CLOSING.length

  return {
    get exchanges(): number {
      return lines.length
    },
    append(exchange: Exchange): void {
      const line = JSON.stringify(exchange)
      const text = `${lines.length === 0 ? '' : ',\n'}${line}`
      end += writeSync(fd, text + CLOSING, end) - CLOSING.length
      lines.push(line)
    },
    /** Writes anew the lines that `again` gives another exchange for. `touched` chooses lines by their text. */
    revise(touched: (line: string) => boolean, again: (exchange: Exchange) => Exchange): void {
      let changed = false
      for (const [index, line] of lines.entries()) {
        if (!touched(line)) continue
        const revised = JSON.stringify(again(JSON.parse(line) as Exchange))
        changed ||= revised !== line
        lines[index] = revised
      }
      if (!changed) return
      const text = first + lines.join(',\n')
      // Beside it and then in its place: whoever reads, or pulls the plug, has one or the other
      writeFileSync(`${file}.part`, text + CLOSING, { mode: MODE })
      renameSync(`${file}.part`, file)
      closeSync(fd)
      fd = openSync(file, 'r+')
      end = Buffer.byteLength(text)
    },
    close: (): void => closeSync(fd),
  }
}

export type FixtureFile = ReturnType<typeof createFixtureFile>
