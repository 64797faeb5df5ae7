// brazier scenarios [files or folders…]: runs QA scenarios; exit code 0 all passed, 1 some failed, 2 could not run. And: new, record, verbs.
import { Command, InvalidArgumentError, Option } from 'commander'
import { newCommand, recordCommand, verbsCommand } from './scenario-files.ts'
import { chalk } from './colours.ts'

type Flags = { url?: string; adminToken?: string; reporter: string; output?: string; grep?: string; bail?: boolean; watch?: boolean; details?: boolean; live?: boolean; row?: number[]; timeout?: number; workspace?: string }

/** A whole number of at least 1. Throws for anything else. */
function whole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('a whole number of 1 or more is needed.')
  return Number(text)
}

/** The command for the CLI's main program. It sets `process.exitCode`. */
export function scenariosCommand(): Command {
  return new Command('scenarios')
    // `brazier scenarios record --url …`: what stands behind the name of a subcommand is its own; everything else is a path
    .enablePositionalOptions()
    .helpCommand(false)
    .addCommand(newCommand())
    .addCommand(recordCommand())
    .addCommand(verbsCommand())
    .usage('[options] [paths...]')
    .description('run QA scenarios (the shipped suite when none is named); exit code 0: all passed, 1: some failed, 2: could not run')
    .argument('[paths...]', 'scenario files or folders (*.scenario.yaml, .ts, .js, .mjs)')
    .option('--url <url>', 'run on this emulator, each scenario in a workspace of its own (default: an emulator in memory)')
    .addOption(new Option('--admin-token <token>', 'of the emulator at --url').env('BRAZIER_ADMIN_TOKEN'))
    .option('--reporter <name>', 'pretty, junit, json or html', 'pretty')
    .option('--output <file>', 'write the report into a file; with --live: HTML and JUnit of this name (default brazier-live)')
    .option('--grep <text>', 'only scenarios with this text in their name, row or tags')
    .option('--details', 'a line for each scenario, not only for each row of the QA table')
    .option('--bail', 'stop at the first failure')
    .option('--watch', 'run again when a file changes')
    .option('--live', 'with a person and their real app, which talks to the emulator at --url (default $BRAZIER_URL, else http://127.0.0.1:27293): through the QA table, or through files with live devices')
    .option('--row <n>', 'with --live: only this row of the QA table (may be given several times)', (text: string, before: number[] = []) => [...before, whole(text)])
    .option('--timeout <seconds>', 'with --live: how long a person has for a step (default 300)', whole)
    .option('--workspace <id>', 'with --live: the workspace of the app (default: default)')
    .action(async (paths: string[], flags: Flags) => {
      // Until the runner has a verdict: a process that ends because nothing is left to wait for must not look like success
      process.exitCode = 2
      // `| head` is no reason to crash
      process.stdout.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE') throw error
      })
      const stop = new AbortController()
      if (flags.watch === true || flags.live === true) for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
      const { run } = await import('../../../scenarios/run.ts')
      const { live, row, timeout, workspace, ...others } = flags
      const alone = live === true ? undefined : Object.entries({ row, timeout, workspace }).find(([, value]) => value !== undefined)?.[0]
      if (alone !== undefined) return void process.stderr.write(`brazier scenarios: --${alone} goes with --live${alone === 'row' ? `; without it, --grep '${String(row![0])} ·' chooses a row` : ''}\n`)
      const asked = live === true ? { ...others, url: flags.url ?? (process.env['BRAZIER_URL'] || 'http://127.0.0.1:27293'), live: { rows: row, seconds: timeout, workspace } } : others
      process.exitCode = await run({ paths, ...asked }, {
        out: (text) => void process.stdout.write(text),
        err: (text) => void process.stderr.write(text),
        tty: process.stdout.isTTY === true,
        colour: chalk.level,
        cwd: process.cwd(),
        signal: stop.signal,
        ...(live === true ? { input: process.stdin } : {}),
      })
    })
}
