// The command `brazier`: its subcommands, and how a mistake is told (one line on stderr, exit code 2).
import { Command, CommanderError } from 'commander'
import { ConfigError } from '../../config.ts'
import { version } from '../../index.ts'
import { clockCommand, doctorCommand, endpointsCommand, envCommand, resetCommand, snapshotCommand } from './control.ts'
import { execCommand } from './exec.ts'
import { onStarted, startCommand } from './start.ts'

/** Calls `hear` once the emulator runs: what a start needs has been loaded then. */
export const whenStarted = onStarted

const program = new Command('brazier').description('A local emulator of the Braze customer-engagement platform').version(version).enablePositionalOptions()
program.addCommand(startCommand(), { isDefault: true }).addCommand(execCommand()).addCommand(resetCommand()).addCommand(snapshotCommand()).addCommand(clockCommand()).addCommand(endpointsCommand()).addCommand(envCommand()).addCommand(doctorCommand())

/** Commands that load more than a start should: their files are read only when they are called. */
const late: Record<string, () => Promise<Command>> = {
  tail: async () => (await import('./tail.ts')).tailCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  scenarios: async () => (await import('./scenarios.ts')).scenariosCommand(),
  proxy: async () => (await import('./proxy.ts')).proxyCommand(),
  replay: async () => (await import('./replay.ts')).replayCommand(),
  plan: async () => (await import('./plan.ts')).planCommand(),
}

/** No exit from inside commander, no usage text after an error: one clear line. */
function strict(command: Command): void {
  command.exitOverride().configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'brazier: ')) })
  for (const sub of command.commands) strict(sub)
}

/** `start` is what runs without a command, so it would take a misspelt one for an argument of its own. */
function refuseUnknown(given: string | undefined): void {
  if (given === undefined || given.startsWith('-') || given === 'help' || given in late || program.commands.some((one) => one.name() === given)) return
  throw new ConfigError(`unknown command '${given}' (brazier --help lists them)`)
}

async function main(): Promise<void> {
  const given = process.argv[2]
  refuseUnknown(given)
  for (const [name, load] of Object.entries(late)) if (given === name || ['--help', '-h', 'help'].includes(given ?? '')) program.addCommand(await load())
  strict(program)
  await program.parseAsync(process.argv)
}

// A reader that has seen enough (brazier tail | head) is no mistake
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    throw error
  })

main().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    console.error(error instanceof ConfigError ? `brazier: ${error.message}` : error)
    process.exitCode = error instanceof ConfigError ? 2 : 1
  }
})
