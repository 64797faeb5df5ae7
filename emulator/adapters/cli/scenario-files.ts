// brazier scenarios new, record and verbs: what helps to write *.scenario.yaml.
import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, Option } from 'commander'
import { ConfigError } from '../../config.ts'
import { targetOf, withTarget } from './client.ts'

/** The JSON Schema of the package that runs: beside the bundle, or where the sources are built to. */
function ownSchema(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const built = join(here, 'scenario.schema.json')
  return existsSync(built) ? built : join(here, '../../../dist/scenario.schema.json')
}

const out = (text: string): void => void process.stdout.write(text)

/** `scenarios new [name]` */
export const newCommand = (): Command =>
  new Command('new')
    .description('write a first scenario, with comments, that passes at once')
    .argument('[name]', 'of the file: login becomes login.scenario.yaml', 'first')
    .addOption(new Option('--yaml', 'for people who do not write code (default)').conflicts('ts'))
    .option('--ts', 'in TypeScript')
    .action(async (name: string, flags: { yaml?: boolean; ts?: boolean }) => {
      const [{ scaffold }, { CannotRun }] = await Promise.all([import('../../../scenarios/yaml/scaffold.ts'), import('../../../scenarios/target.ts')])
      try {
        const file = relative(process.cwd(), scaffold({ name, ending: flags.ts === true ? 'ts' : flags.yaml === true ? 'yaml' : undefined, cwd: process.cwd(), ownSchema: ownSchema() }))
        out(`${file} is written. Run it: brazier scenarios ${file}\n`)
      } catch (error) {
        throw error instanceof CannotRun ? new ConfigError(error.message) : error
      }
    })

/** `scenarios record [file]` */
export const recordCommand = (): Command =>
  withTarget(new Command('record').description('watch a running emulator while you use your app, and write the scenario that would check it; exit code 0: written, 1: written but it does not pass, 2: nothing written'))
    .argument('[file]', 'of the scenario: login becomes login.scenario.yaml', 'recorded')
    .option('--user <external id>', 'only what this user does')
    .action(async (file: string, flags: { user?: string }) => {
      process.exitCode = 2
      const { url, workspace, adminToken } = targetOf(flags)
      const stop = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
      const { runRecord } = await import('../../../scenarios/record/run-record.ts')
      process.exitCode = await runRecord({ file, url, workspace, adminToken, user: flags.user }, {
        out, err: (text) => void process.stderr.write(text), tty: process.stdout.isTTY === true, cwd: process.cwd(), input: process.stdin, signal: stop.signal, ownSchema: ownSchema(),
      })
    })

/** `scenarios verbs [text]` */
export const verbsCommand = (): Command =>
  new Command('verbs')
    .description('all that can be written in a *.scenario.yaml')
    .argument('[text]', 'only what has this in its name or description')
    .action(async (text: string | undefined) => {
      const { reference } = await import('../../../scenarios/yaml/reference.ts')
      const found = reference(text)
      if (found === '') throw new ConfigError(`nothing in a scenario has '${text}' in its name or description`)
      out(found)
    })
