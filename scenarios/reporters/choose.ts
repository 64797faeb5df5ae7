// Which reports a run makes: one on the screen, and one in a file when it is asked for.
import { accessSync, constants, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Reporter } from '../runner.ts'
import { CannotRun } from '../target.ts'
import { htmlReporter } from './html.ts'
import { jsonReporter } from './json.ts'
import { junitReporter } from './junit.ts'
import { prettyReporter } from './pretty.ts'

/** What a report is written to. */
export type Screen = {
  out(text: string): void
  /** Lines can be overwritten: progress is shown. */
  tty: boolean
  /** Depth of colour as chalk counts it; 0 = none. */
  colour: 0 | 1 | 2 | 3
  cwd: string
}

const REPORTERS = ['pretty', 'junit', 'json', 'html'] as const
type ReporterName = (typeof REPORTERS)[number]
type About = Omit<Screen, 'out'> & { target: string; details: boolean; /** Titles of rows above their scenarios (default: with details). */ headings?: boolean }

function reporterOf(name: ReporterName, write: (text: string) => void, { cwd, tty, colour, target, details, headings = details }: About): Reporter {
  if (name === 'html') return htmlReporter({ write, cwd, target })
  if (name === 'junit') return junitReporter({ write, cwd })
  if (name === 'json') return jsonReporter({ write, cwd, target })
  return prettyReporter({ write, cwd, tty, colour, target, details, headings })
}

/** Throws CannotRun for a file that could not be written: better now than when all is done. */
function writable(file: string, cwd: string): void {
  const path = resolve(cwd, file)
  try {
    if (isFolder(path)) throw new Error('it is a folder')
    accessSync(dirname(path), constants.W_OK)
  } catch (error) {
    throw new CannotRun(`the report can not be written to '${file}': ${(error as Error).message}`)
  }
}

/** A report kept until it is whole, then written in one go. */
function intoFile(name: ReporterName, file: string, about: Pick<About, 'cwd' | 'target' | 'details'>): Reporter {
  writable(file, about.cwd)
  let text = ''
  const inner = reporterOf(name, (more) => void (text += more), { ...about, tty: false, colour: 0 })
  return {
    ...inner,
    finish(summary) {
      inner.finish(summary)
      try {
        writeFileSync(resolve(about.cwd, file), text)
      } catch (error) {
        throw new CannotRun(`the report can not be written to '${file}': ${(error as Error).message}`)
      }
    },
  }
}

function known(reporter: string): ReporterName {
  const name = reporter as ReporterName
  if (!REPORTERS.includes(name)) throw new CannotRun(`there is no reporter '${reporter}': choose ${REPORTERS.join(', ')}`)
  return name
}

/** The reporters of a run: with `output` the named report goes into that file, and the screen gets the pretty one. Throws CannotRun for a name that is none. */
export function reportersFor({ reporter = 'pretty', output }: { reporter?: string | undefined; output?: string | undefined }, { out, tty, colour, cwd }: Screen, { target, details, headings = details }: { target: string; details: boolean; headings?: boolean }): Reporter[] {
  const name = known(reporter)
  const screen = reporterOf(output === undefined ? name : 'pretty', out, { cwd, tty, colour, target, details, headings })
  return output === undefined ? [screen] : [screen, intoFile(name, output, { cwd, target, details })]
}

const LIVE_REPORT = 'brazier-live'

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/**
 * The reporters of live mode: the pretty one on the screen, and what is attached to a ticket: HTML and JUnit, in files beside each other
 * (brazier-live.html and .xml, in the folder or by the name that `output` is). A reporter that is named is the only one in `output`, or the only one on stdout.
 */
export function liveReportersFor({ reporter = 'pretty', output }: { reporter?: string | undefined; output?: string | undefined }, screen: Screen, { target }: { target: string }): { reporters: Reporter[]; files: string[]; /** stdout is for the report alone. */ machineOnly: boolean } {
  const name = known(reporter)
  // The walk itself says which row it is at
  const about = { target, details: true, headings: false }
  if (name !== 'pretty') return { reporters: reportersFor({ reporter, output }, screen, about), files: output === undefined ? [] : [output], machineOnly: output === undefined }
  const stem = output === undefined ? LIVE_REPORT : isFolder(resolve(screen.cwd, output)) ? join(output, LIVE_REPORT) : output.replace(/\.(html?|xml)$/i, '')
  const files = [`${stem}.html`, `${stem}.xml`]
  return { reporters: [...reportersFor({}, screen, about), intoFile('html', files[0]!, { cwd: screen.cwd, ...about }), intoFile('junit', files[1]!, { cwd: screen.cwd, ...about })], files, machineOnly: false }
}
