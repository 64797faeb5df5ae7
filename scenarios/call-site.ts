// Which line of a scenario file called the kit: failures name it, also when the file was bundled.
import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export type CallSite = { file: string; line: number }
type Frame = CallSite & { column: number }

const maps = new Map<string, SourceMap | undefined>()

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) {
    let map: SourceMap | undefined
    try {
      if (existsSync(`${file}.map`)) map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')))
    } catch {} // a line of the bundle is better than none
    maps.set(file, map)
  }
  return maps.get(file)
}

/** The line of the source, when a bundle comes with its source map. */
function original({ file, line, column }: Frame): CallSite {
  const entry = mapOf(file)?.findEntry(line - 1, column - 1)
  return entry !== undefined && 'originalSource' in entry ? { file: resolve(dirname(file), entry.originalSource), line: entry.originalLine + 1 } : { file, line }
}

function framesOf(stack: string | undefined): Frame[] {
  return (stack ?? '').split('\n').flatMap((text) => {
    const found = /^\s+at (?:.*\()?((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/]).+?):(\d+):(\d+)\)?$/.exec(text)
    if (found === null) return []
    const file = found[1]!.startsWith('file://') ? fileURLToPath(found[1]!.replace(/[?#].*$/, '')) : found[1]!
    return [{ file, line: Number(found[2]), column: Number(found[3]) }]
  })
}

/** The place that called `callee`; undefined when the stack does not say. */
export function callSite(callee: (...args: never[]) => unknown): CallSite | undefined {
  const holder: { stack?: string } = {}
  Error.captureStackTrace(holder, callee)
  const [frame] = framesOf(holder.stack)
  return frame === undefined ? undefined : original(frame)
}

/** The place in `file` that led to an error, else the first that is not a dependency's. */
export function placeIn(stack: string | undefined, file: string | undefined): CallSite | undefined {
  const places = framesOf(stack).map(original)
  return places.find((one) => one.file === file) ?? places.find((one) => !/[\\/]node_modules[\\/]/.test(one.file))
}
