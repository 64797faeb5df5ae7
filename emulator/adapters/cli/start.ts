// `brazier start`: runs the emulator until it is told to stop.
import { Command } from 'commander'
import { flags, readSettings } from '../../config.ts'
import { isoTime } from '../../index.ts'
import { elapsed } from '../../kernel/clock.ts'
import { serve } from './serve.ts'

const listeners: (() => void)[] = []
/** Calls `hear` once a start is complete. */
export const onStarted = (hear: () => void): void => void listeners.push(hear)

/** Adds every flag of a start to a command. */
export function withFlags(command: Command): Command {
  for (const [name, { argument, text, default: value }] of Object.entries(flags)) command.option(`--${name}${argument === '' ? '' : ` ${argument}`}`, `${text}${value === undefined || value === false || value === '' ? '' : ` (default ${String(value)})`}`)
  return command
}

/** Options by the flags' own names: commander gives them in camel case. */
export const givenFlags = (options: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.keys(flags).map((name) => [name, options[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]]))

// Ctrl-C under npm arrives twice: from the terminal, and passed on by npm
const SAME_SIGNAL_MS = 250

/** Ends in order: what is under way is finished, a second signal ends at once. */
function stopOnSignals(stop: () => Promise<void>): void {
  let stopping: number | undefined
  const end = () => {
    if (stopping !== undefined) {
      if (elapsed() - stopping > SAME_SIGNAL_MS) process.exit(0)
      return
    }
    stopping = elapsed()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(`brazier: ${(error as Error).message}`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
}

export const startCommand = (): Command =>
  withFlags(new Command('start').description('run the emulator')).action(async (options: Record<string, unknown>) => {
    const { settings, seeds, configFile } = await readSettings(givenFlags(options), process.cwd())
    const running = await serve(settings, seeds)
    stopOnSignals(running.stop)
    const world = running.core.world()
    if (settings.log === 'json') console.log(JSON.stringify({ event: 'ready', url: running.url, port: running.port, db: settings.db, clock: { mode: world.clock.mode(), now: isoTime(world.clock.now()) }, ...(configFile === undefined ? {} : { config: configFile }) }))
    else if (settings.log === 'pretty') {
      const { banner } = await import('./banner.ts')
      console.log(banner(running.url, { db: settings.db, held: world.clock.mode() === 'held' ? isoTime(world.clock.now()) : undefined }))
    }
    for (const hear of listeners) hear()
  })
