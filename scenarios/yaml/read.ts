// Reads a YAML file into scenarios: every document is one (with for_each: one for each platform), and everything that is wrong is told with its line and column.
import type { Document } from 'yaml'
import { isScalar, LineCounter, parseAllDocuments, visit } from 'yaml'
import { milliseconds } from '../durations.ts'
import { rowLabel } from '../qa-rows.ts'
import type { RowName } from '../qa-rows.ts'
import type { Scenario } from '../registry.ts'
import { headMembers, PLATFORMS } from './head-members.ts'
import { otherNames } from './nearest.ts'
import { createPlaces } from './places.ts'
import type { Places, Problem } from './places.ts'
import { bodyOf } from './play.ts'
import type { Step } from './play.ts'
import { readDevices, readSetup, readSteps } from './read-steps.ts'
import { encodingProblem, syntaxProblems } from './syntax.ts'

const DEFAULT_TIMEOUT_S = 60
const PARTS = ['setup', 'devices', 'steps'] as const
const MEMBERS: readonly string[] = [...Object.keys(headMembers), ...PARTS]

type Head = { name: string; row?: RowName | RowName[]; tags?: string[]; timeout?: string; for_each?: string[] }

/** The document for one platform. */
function withPlatform(document: Document, platform: string): Document {
  const copy = document.clone()
  visit(copy, { Scalar: (_, node) => void (isScalar(node) && typeof node.value === 'string' && (node.value = node.value.replaceAll('<platform>', platform))) })
  return copy
}

function readHead(places: Places, document: Document): { head: Head | undefined; parts: Map<string, Parameters<Places['value']>[0]>; line: number } {
  const parts = new Map<string, Parameters<Places['value']>[0]>()
  const entries = places.entries(document.contents as never, "a scenario has members: 'name', 'steps' …") ?? []
  const head: Record<string, unknown> = {}
  let good = entries.length > 0
  for (const { name, key, value } of entries) {
    const member = headMembers[name as keyof typeof headMembers] as (typeof headMembers)['name'] | undefined
    if (member !== undefined) {
      const found = places.value(value, member.schema, key)
      if (found === undefined) good = false
      else head[name] = found.value
    } else if (MEMBERS.includes(name)) parts.set(name, value)
    else places.problem(key, `a scenario has no '${name}'${otherNames(name, MEMBERS)}`)
  }
  if (entries.length > 0) for (const name of ['name', 'steps']) if (!entries.some((one) => one.name === name)) places.problem(document.contents as never, `the scenario has no '${name}'`)
  try {
    void [head['row'] ?? []].flat().map((row) => rowLabel(row as RowName))
  } catch (error) {
    good = false
    places.problem(entries.find(({ name }) => name === 'row')!.value, (error as Error).message)
  }
  return { head: good && head['name'] !== undefined ? (head as Head) : undefined, parts, line: places.placeOf(document.contents as never).line }
}

/** The scenarios of a file, and all that is wrong with it. `file` is its whole path. */
export function readScenarios(file: string, text: string): { scenarios: Scenario[]; problems: Problem[] } {
  const counter = new LineCounter()
  const problems: Problem[] = []
  const scenarios: Scenario[] = []
  const parsed = parseAllDocuments(text, { lineCounter: counter, prettyErrors: false })
  const encoding = encodingProblem(text, counter)
  if (encoding !== undefined) return { scenarios, problems: [encoding] }
  const documents = (Array.isArray(parsed) ? parsed : []).filter((one) => one.contents !== null && !(isScalar(one.contents) && one.contents.value === null) || one.errors.length > 0)
  if (documents.length === 0) return { scenarios, problems: [{ line: 1, column: 1, message: "the file has no scenario: brazier scenarios new shows one" }] }

  for (const given of documents) {
    const { problems: syntax, readable } = syntaxProblems(given as Document, counter, text)
    problems.push(...syntax)
    if (!readable) continue
    const named = (given.toJS() as { for_each?: unknown } | null)?.for_each
    // One that is wrong: any platform, so that <platform> is not wrong too
    const forEach = headMembers.for_each.schema.safeParse(named).data ?? [named === undefined ? undefined : PLATFORMS[0]]
    for (const platform of new Set(forEach)) {
      const document = platform === undefined ? (given as Document) : withPlatform(given as Document, platform)
      const kept = new Set<string>()
      const places = createPlaces({ document, counter, problems, kept })
      const { head, parts, line } = readHead(places, document)
      const devices = readDevices(places, parts.get('devices'))
      const steps: Step[] = [...readSetup(places, parts.get('setup')), ...devices.steps, ...readSteps(places, parts.get('steps'), { devices: devices.names, kept })]
      if (head === undefined) continue
      const { row = [], tags = [], timeout } = head
      const name = platform === undefined || head.name.includes(platform) ? head.name : `${platform}: ${head.name}`
      if (scenarios.some((one) => one.name === name)) places.problem(document.contents as never, `there are two scenarios named '${name}'`)
      scenarios.push({
        name, rows: [row].flat().map(rowLabel), tags: [...tags, ...(platform === undefined ? [] : [platform])],
        timeoutInSeconds: timeout === undefined ? DEFAULT_TIMEOUT_S : milliseconds(timeout) / 1000, at: { file, line }, body: bodyOf(file, steps),
      })
    }
  }
  return { scenarios, problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) }
}
