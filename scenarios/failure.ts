// A failed step: what was expected, what was there, where, and the last journal rows of the user.
import { basename } from 'node:path'
import type { CallSite } from './call-site.ts'
import { differingFirst, show } from './compare.ts'

export type JournalRow = { seq: number; at: string; kind: string; profile: string | null; data: Record<string, unknown> }
/** Something to look at beside the failure: a title and its lines. */
export type Trail = { title: string; lines: readonly string[] }

export type Failing = {
  /** The step, as it reads in the file. */
  step: string
  /** What is different, one line each. */
  because: readonly string[]
  expected?: unknown
  actual?: unknown
  trails?: readonly Trail[]
}

/** What a step throws; `found` has all that the report shows. */
export class StepFailed extends Error {
  found: Failing & { at: CallSite | undefined }
  constructor(found: Failing & { at: CallSite | undefined }) {
    super(textOf(found))
    this.name = 'StepFailed'
    this.found = found
  }
}

const LONGEST_DATA = 300
/** A journal row as a line. */
export const rowText = ({ seq, at, kind, data }: JournalRow): string => {
  const text = JSON.stringify(data)
  return `#${seq} ${at.slice(11, 23)} ${kind} ${text.length > LONGEST_DATA ? `${text.slice(0, LONGEST_DATA)}…` : text}`
}

const indent = (text: string, by: string): string => text.split('\n').join(`\n${by}`)

/** Trails as the report shows them below a failure. */
export const trailLines = (trails: readonly Trail[]): string[] => trails.flatMap(({ title, lines }) => [`  ${title}:`, ...(lines.length === 0 ? ['    (none)'] : lines.map((line) => `    ${line}`))])

/** The failure as a few lines of text. */
function textOf({ step, at, because, expected, actual, trails = [] }: Failing & { at: CallSite | undefined }): string {
  const foremost = differingFirst(expected, actual)
  return [
    `${step}${at === undefined ? '' : ` at ${basename(at.file)}:${at.line}`}`,
    ...because.map((line) => `  ${indent(line, '  ')}`),
    ...(expected === undefined && actual === undefined ? [] : [`  expected: ${indent(show(foremost.expected), '            ')}`, `  was:      ${indent(show(foremost.actual), '            ')}`]),
    ...trailLines(trails),
    ].join('\n')
}
