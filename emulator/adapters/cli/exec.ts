// `brazier exec -- <cmd…>`: an emulator of its own on a free port, in memory, for as long as a command runs; with --strict what it sends must fit the tracking plan.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { Command } from 'commander'
import { ConfigError, readSettings } from '../../config.ts'
import { environment } from './environment.ts'
import { serve } from './serve.ts'
import { givenFlags, withFlags } from './start.ts'

/** Runs the command with the environment; answers its exit code (128 + n when signal n ended it, as shells do). */
function run(command: readonly string[], given: Record<string, string>): Promise<number> {
  const child = spawn(command[0]!, command.slice(1), { stdio: 'inherit', env: { ...process.env, ...given } })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the command by itself: twice would mean "at once" to many
      if (signal !== 'SIGINT' || process.stdin.isTTY !== true) child.kill(signal)
    })
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => reject(new ConfigError(error.code === 'ENOENT' ? `exec: there is no command '${command[0]}'` : `exec: ${error.message}`)))
    child.on('exit', (code, signal) => resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]))
  })
}

export const execCommand = (): Command =>
  withFlags(new Command('exec').description('run a command with an emulator of its own, in memory, on a free port'))
    .option('--strict', 'hold what is sent against the tracking plan of the config file: exit code 3 when something does not fit')
    .argument('<cmd...>', 'the command, after --')
    .passThroughOptions()
    .action(async (command: string[], options: Record<string, unknown>) => {
      const { settings, seeds } = await readSettings({ ...givenFlags(options), port: options['port'] ?? 0, db: options['db'] ?? ':memory:' }, process.cwd())
      const running = await serve(settings, seeds)
      try {
        const token = settings['admin-token']
        const strict = options['strict'] === true ? await import('./strict.ts') : undefined
        const watch = strict?.watchPlan(running.core, seeds.tracking_plan)
        const code = await run(command, { ...environment(running.url), ...(token === undefined ? {} : { BRAZIER_ADMIN_TOKEN: token }) })
        const lines = (await watch?.end()) ?? []
        if (lines.length > 0) console.error(`brazier: ${lines.length === 1 ? 'this does' : `these ${lines.length} do`} not fit the tracking plan:\n${lines.map((line) => `  ${line}`).join('\n')}`)
        process.exitCode = code === 0 && lines.length > 0 ? strict!.VIOLATED : code
      } finally {
        await running.stop()
      }
    })
