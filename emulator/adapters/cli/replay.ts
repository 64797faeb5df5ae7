// `brazier replay <recording>`: plays a recording into an emulator and says which answers differ. Exit code 0 all the same, 1 differences, 2 could not run.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { ConfigError, readSettings } from '../../config.ts'
import { NewerSchema } from '../../kernel/db.ts'
import { NotASnapshot } from '../../kernel/snapshot.ts'
import { readFixture } from '../recording/fixture.ts'
import { ignoring } from '../recording/replay/ignore.ts'
import type { Outcome } from '../recording/replay/replay.ts'
import { replay } from '../recording/replay/replay.ts'
import { jsonReport, prettyReport } from '../recording/replay/report.ts'
import type { Target } from '../recording/replay/target.ts'
import { ownTarget, runningTarget } from '../recording/replay/target.ts'
import { callAdmin, targetOf } from './client.ts'
import { chalk } from './colours.ts'

type Flags = {
  url?: string; workspace?: string; adminToken?: string; config?: string; import?: string; seed?: string; limits?: string; outbound?: boolean
  ignore: string[]; key: string[]; reporter: 'pretty' | 'json'; output?: string
}

const each = (value: string, before: string[]): string[] => [...before, value]

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new ConfigError((error as Error).message)
  }
}

function keyPair(given: string): [string, string] {
  const at = given.indexOf('=')
  if (at < 1 || at === given.length - 1) throw new ConfigError(`--key '${given}' is no pair: <key of the recording>=<key of the emulator>`)
  return [given.slice(0, at), given.slice(at + 1)]
}

async function openTarget(flags: Flags, at: number): Promise<Target> {
  const { url, workspace, config, seed, limits, outbound } = flags
  if (url !== undefined) {
    for (const name of ['config', 'import', 'seed', 'limits', 'outbound'] as const) if (flags[name] !== undefined) throw new ConfigError(`--${name} is for an emulator of its own: the one at --url has its own`)
    const running = targetOf({ url, workspace: workspace ?? 'default', adminToken: flags.adminToken })
    return runningTarget({ url: running.url, workspace: running.workspace!, admin: (method, path, body) => callAdmin(running, method, path, body) })
  }
  if (workspace !== undefined) throw new ConfigError('--workspace is one of the emulator at --url')
  const { settings, seeds } = await readSettings({ config, import: flags.import, seed, limits }, process.cwd())
  const image = settings.import === undefined ? undefined : bytesOf(settings.import)
  try {
    return await ownTarget({ at, seeds, seed: settings.seed, limits: settings.limits, image, outbound, onError: (error, where) => console.error(`brazier: unexpected error in ${where}: ${String(error)}`) })
  } catch (error) {
    if (error instanceof NotASnapshot || error instanceof NewerSchema) throw new ConfigError(`--import ${settings.import}: ${error.message}`)
    throw error
  }
}

function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new ConfigError(`the report can not be written: ${(error as Error).message}`)
  }
}

export const replayCommand = (): Command =>
  new Command('replay')
    .description('play a recording of the real platform and compare the answers; exit code 0: all the same, 1: differences, 2: could not run')
    .argument('<recording>', 'a file that brazier proxy wrote')
    .option('--url <url>', 'play it into this emulator, whose clock is held meanwhile (default: one of its own, in memory)')
    .option('--workspace <id>', 'of the emulator at --url (default: default)')
    .addOption(new Option('--admin-token <token>', 'of the emulator at --url').env('BRAZIER_ADMIN_TOKEN'))
    .option('--config <file>', 'config file with the seeds: campaigns, segments, subscription groups …')
    .option('--import <snapshot>', 'begin with a snapshot')
    .option('--seed <n>', 'seed of all ids and chance')
    .option('--limits <off|braze>', 'braze: refuse requests over the rate limits')
    .option('--outbound', 'let the emulator call other machines: webhooks, Connected Content')
    .option('--ignore <pattern>', "a difference to leave out, such as 'body.users[*].random_bucket' or 'POST /users/track headers.*'; may be repeated", each, [])
    .option('--key <recorded=own>', "a key of the recording and the emulator's that takes its place; may be repeated", each, [])
    .addOption(new Option('--reporter <name>', 'pretty or json').choices(['pretty', 'json']).default('pretty'))
    .option('--output <file>', 'write the report into a file')
    .action(async (file: string, flags: Flags) => {
      // Until there is a verdict: a process that ends because nothing is left to wait for must not look like success
      process.exitCode = 2
      const fixture = readFixture(bytesOf(file).toString(), file)
      const ignores = ignoring(flags.ignore)
      const keys = new Map(flags.key.map(keyPair))
      if (fixture.exchanges.length === 0) throw new ConfigError(`${file} has no exchange to play`)
      const target = await openTarget(flags, Date.parse(fixture.exchanges[0]!.at))
      const shown = flags.output !== undefined || flags.reporter === 'pretty'
      const screen = prettyReport(chalk.level)
      let outcomes: Outcome[]
      try {
        outcomes = await replay(fixture, { target, ignores, keys, heard: (one) => (shown ? process.stdout.write(screen.outcome(one)) : undefined) })
      } finally {
        await target.close()
      }
      if (shown) process.stdout.write(screen.end(outcomes, target.name))
      const plain = prettyReport(0)
      const report = flags.reporter === 'json' ? jsonReport(file, target.name, outcomes) : `${outcomes.map(plain.outcome).join('')}${plain.end(outcomes, target.name)}`
      if (flags.output !== undefined) writeReport(resolve(flags.output), report)
      else if (!shown) process.stdout.write(report)
      process.exitCode = outcomes.some((one) => one.differences.length > 0) ? 1 : 0
    })
