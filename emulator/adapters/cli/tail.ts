// `brazier tail`: the live stream in the terminal; after a lost connection it goes on where it was.
import chalk from 'chalk'
import { Command } from 'commander'
import { WebSocket } from 'ws'
import { ConfigError } from '../../config.ts'
import { delay } from '../../index.ts'
import type { Target } from './client.ts'
import { adminUrl, callAdmin, targetOf, needsProof, withTarget } from './client.ts'

type Row = { seq: number; at: string; kind: string; profile: string | null; data: Record<string, unknown> }

const COLOURS: [RegExp, (text: string) => string][] = [
  [/^(request|timer)\.(refused|failed)|^decision\.refused/, chalk.red],
  [/^decision\.ignored/, chalk.yellow],
  [/^profile|^alias|^external_id/, chalk.magenta],
  [/^session/, chalk.cyan],
  [/^push_token|^device/, chalk.blue],
]

/** One row as a line: time, kind, user, and the data in short. */
export function rowLine({ at, kind, profile, data }: Row): string {
  const colour = COLOURS.find(([pattern]) => pattern.test(kind))?.[1] ?? chalk.green
  return `${chalk.dim(at.slice(11, 23))} ${colour(kind.padEnd(28))} ${chalk.dim(profile ?? '-')} ${JSON.stringify(data)}`
}

/** Follows the stream until it is closed; answers the last seq it saw. */
function follow(url: string, token: string | undefined, since: number, show: (row: Row) => void): Promise<number> {
  let last = since
  const socket = new WebSocket(`${url}${url.includes('?') ? '&' : '?'}since=${since}`, { rejectUnauthorized: needsProof(url.replace(/^ws/, 'http')), ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }) })
  socket.on('message', (frame) => {
    const row = JSON.parse(String(frame)) as Row
    last = row.seq
    show(row)
  })
  return new Promise((resolve) => {
    socket.on('error', () => socket.terminate())
    socket.on('close', () => resolve(last))
  })
}

/** The newest seq: the journal is asked whether it goes beyond a number, in ever smaller steps. */
async function newestSeq(target: Target): Promise<number> {
  let [known, beyond] = [0, Number.POSITIVE_INFINITY]
  for (let step = 1024; beyond - known > 1; step = Number.isFinite(beyond) ? Math.max(1, Math.floor((beyond - known) / 2)) : step * 2) {
    const { journal } = await callAdmin<{ journal: Row[] }>(target, 'GET', `/journal?since=${known + step - 1}&limit=1`)
    if (journal[0] === undefined) beyond = known + step
    else known = journal[0].seq
  }
  return known
}

export const tailCommand = (): Command =>
  withTarget(new Command('tail').description('the live stream in the terminal'))
    .option('--since <seq>', 'from this row of the journal on (0: everything)')
    .option('--kind <prefixes>', 'only these kinds, comma separated: session,custom_event.logged')
    .option('--external-id <id>', 'only this user')
    .option('--json', 'one JSON row a line')
    .action(async (options: Record<string, unknown>) => {
      if (options['since'] !== undefined && !/^\d{1,15}$/.test(options['since'] as string)) throw new ConfigError('--since is the seq of a row')
      const target = targetOf(options)
      const url = new URL(adminUrl(target, '/live').replace(/^http/, 'ws'))
      if (options['kind'] !== undefined) url.searchParams.set('kind', options['kind'] as string)
      if (options['externalId'] !== undefined) url.searchParams.set('external_id', options['externalId'] as string)
      const newest = await newestSeq(target)
      let since = options['since'] === undefined ? newest : Number(options['since'])
      for (;;) {
        since = await follow(url.href, target.adminToken, since, (row) => console.log(options['json'] === true ? JSON.stringify(row) : rowLine(row)))
        console.error(chalk.dim('the connection was lost, trying again …'))
        await delay(500)
        // A world in memory begins anew with its emulator: its numbers are those of other rows
        const now = await newestSeq(target).catch(() => undefined)
        if (now !== undefined && now < since) since = 0
      }
    })
