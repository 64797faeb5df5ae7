// `brazier plan infer` and `brazier plan check`: a tracking plan drafted from what a running emulator saw, and what it saw held against a plan. Exit code of check: 0 all fits, 1 something does not, 2 could not look.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { parse, stringify } from 'yaml'
import { readPlan } from '../../api/admin/tracking-plan-schema.ts'
import { ConfigError, readSettings } from '../../config.ts'
import type { Finding } from '../../domain/tracking-plan/findings.ts'
import { findingLine } from '../../domain/tracking-plan/findings.ts'
import type { Inferred } from '../../domain/tracking-plan/infer.ts'
import type { TrackingPlan } from '../../domain/tracking-plan/plan.ts'
import { PLAN_RULES } from '../../domain/tracking-plan/plan.ts'
import { callAdmin, targetOf, withTarget } from './client.ts'

type Options = Record<string, unknown>
type Checked = { rows: number; count: number; violations: Finding[] }

const oneLine = (error: unknown): string => String((error as Error)?.message ?? error).split('\n')[0]!
const onFile = <T>(work: () => T): T => {
  try {
    return work()
  } catch (error) {
    throw new ConfigError(oneLine(error))
  }
}
const number = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

/** The plan of a file: alone in it, or under tracking_plan among other things. Throws ConfigError with the place of what is wrong. */
async function planOf(file: string): Promise<TrackingPlan> {
  if (/\.[cm]?[jt]s$/.test(file)) {
    const { seeds } = await readSettings({ config: file }, process.cwd(), {})
    if (seeds.tracking_plan === undefined) throw new ConfigError(`${file} has no tracking_plan`)
    return seeds.tracking_plan as TrackingPlan
  }
  const content = onFile(() => readFileSync(file, 'utf8'))
  let given: unknown
  try {
    given = parse(content) as unknown // JSON is YAML too
  } catch (error) {
    throw new ConfigError(`${file}: ${oneLine(error)}`)
  }
  const read = readPlan(given)
  if ('wrong' in read) throw new ConfigError(`${file}: ${read.wrong.join('; ')}`)
  return read.plan
}

async function infer({ output, overwrite, allowed, ...options }: Options): Promise<void> {
  const file = output as string | undefined
  if (file !== undefined && overwrite !== true && existsSync(resolve(file))) throw new ConfigError(`${file} is there already: --overwrite writes it anew`)
  const { tracking_plan, notes, seen } = await callAdmin<Inferred>(targetOf(options), 'GET', `/tracking_plan/infer${allowed === true ? '?allowed=true' : ''}`)
  const remarks = notes.map((note) => `# ${note.replace(/\s+/g, ' ')}\n`).join('')
  const text = `${remarks}${stringify({ tracking_plan }, { lineWidth: 0 })}`
  const told = `${number(seen.events, 'event')}, ${number(seen.attributes, 'attribute')} and ${number(seen.purchases, 'product')} seen`
  if (file === undefined) {
    process.stdout.write(text)
    console.error(told)
  } else {
    onFile(() => writeFileSync(resolve(file), text))
    console.log(`${told}, written to ${file}`)
  }
  for (const note of notes) console.error(`look at: ${note}`)
}

async function check({ plan, ignore, json, ...options }: Options): Promise<void> {
  const ignored = ignore as string[]
  const unknown = ignored.find((one) => !(PLAN_RULES as readonly string[]).includes(one))
  if (unknown !== undefined) throw new ConfigError(`--ignore ${unknown}: a rule is one of ${PLAN_RULES.join(', ')}`)
  const given = plan === undefined ? {} : { tracking_plan: await planOf(plan as string) }
  const answer = await callAdmin<Checked>(targetOf(options), 'POST', '/tracking_plan/check', given)
  const violations = answer.violations.filter(({ rule }) => !ignored.includes(rule))
  const count = violations.reduce((sum, one) => sum + one.count, 0)
  if (json === true) console.log(JSON.stringify({ rows: answer.rows, count, violations }, null, 2))
  else {
    for (const one of violations) console.log(findingLine(one))
    console.log(`${number(answer.rows, 'row')} of the journal looked at: ${count === 0 ? 'all as planned' : number(count, 'violation')}`)
  }
  if (count > 0) process.exitCode = 1
}

const several = (value: string, before: string[]): string[] => [...before, ...value.split(',').map((one) => one.trim()).filter((one) => one !== '')]

export function planCommand(): Command {
  const command = new Command('plan').description('a tracking plan from what was seen, or what was seen held against it').usage('[options] [command]').argument('[command]').action((given: string | undefined) => {
    throw new ConfigError(`${given === undefined ? '' : `unknown command 'plan ${given}': `}plan infer, or plan check`)
  })
  withTarget(command.command('infer').description('draft a tracking plan from what the running emulator saw'))
    .option('--output <file>', 'write it into a YAML file (default: to the terminal)')
    .option('--overwrite', 'write a file that exists anew')
    .option('--allowed', 'also the values of texts that have few and come again and again, and the currencies')
    .action(infer)
  withTarget(command.command('check').description('hold what the running emulator saw so far against a plan; exit code 0: all fits, 1: something does not, 2: could not look'))
    .option('--plan <file>', "a plan in YAML or JSON, or a config file (default: the workspace's own)")
    .option('--ignore <rules>', `rules that do not count, comma separated: ${PLAN_RULES.join(', ')}`, several, [])
    .option('--json', 'as JSON')
    .action(check)
  return command
}
