// `brazier proxy --to <real host>`: passes an app's traffic through and writes it down, masked, for `brazier replay`.
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { ConfigError } from '../../config.ts'
import { startProxy, upstreamUrl } from '../recording/proxy.ts'
import { chalk } from './colours.ts'

type Flags = { to?: string; sdkTo?: string; output: string; overwrite?: true; port: string; host: string; mask: boolean; maskFields: string[]; log: 'pretty' | 'json' | 'silent' }

const several = (value: string, before: string[]): string[] => [...before, ...value.split(',').map((name) => name.trim()).filter((name) => name !== '')]

export const proxyCommand = (): Command =>
  new Command('proxy')
    .description('pass traffic to the real REST or SDK host and record it; keys and personal data are masked')
    .option('--to <host>', 'the real host, such as https://rest.iad-01.braze.com; of all paths, unless --sdk-to is given too')
    .option('--sdk-to <host>', "the SDK's real host, such as https://sdk.iad-01.braze.com: takes /api/v3/…")
    .option('--output <file>', 'the recording', 'brazier-recording.json')
    .option('--overwrite', 'begin a recording that exists anew')
    .option('--port <n>', 'port to listen on, 0 for any free one', '27294')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--mask-fields <names>', 'fields to mask besides the known ones, comma separated', several, [])
    .option('--no-mask', 'keep keys and personal data as they are')
    .addOption(new Option('--log <pretty|json|silent>', 'what is printed').choices(['pretty', 'json', 'silent']).default('pretty'))
    .action(async ({ to, sdkTo, output, overwrite, port, host, mask, maskFields, log }: Flags) => {
      if (to === undefined && sdkTo === undefined) throw new ConfigError('proxy needs the real host: --to https://rest.iad-01.braze.com, --sdk-to https://sdk.iad-01.braze.com, or both')
      if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new ConfigError('--port: a port is 0 to 65535')
      const proxy = await startProxy({
        rest: to === undefined ? undefined : upstreamUrl(to, '--to'),
        sdk: sdkTo === undefined ? undefined : upstreamUrl(sdkTo, '--sdk-to'),
        port: Number(port), host, file: resolve(output), overwrite, mask, fields: maskFields,
        heard: ({ n, request, answer, took_ms }) => {
          if (log === 'json') console.log(JSON.stringify({ event: 'exchange', n, method: request.method, path: request.path, status: answer.status, took_ms }))
          else if (log === 'pretty') console.log(`${answer.status < 400 ? chalk.green(answer.status) : chalk.red(answer.status)} ${request.method} ${request.path} ${chalk.dim(`${took_ms} ms`)}`)
        },
        failed: (method, path, why) => console.error(`brazier proxy: ${method} ${path} is not recorded: ${why}`),
      })
      const stop = (): void => {
        proxy.close().then(
          () => {
            if (log === 'json') console.log(JSON.stringify({ event: 'closed', output, exchanges: proxy.exchanges() }))
            else if (log === 'pretty') console.log(`${proxy.exchanges()} exchanges in ${output}; play them with: brazier replay ${output}`)
            process.exit(0)
          },
          (error: unknown) => {
            console.error(`brazier: ${(error as Error).message}`)
            process.exit(1)
          },
        )
      }
      process.on('SIGINT', stop)
      process.on('SIGTERM', stop)
      if (log === 'json') console.log(JSON.stringify({ event: 'ready', url: proxy.url, to: to ?? null, sdk_to: sdkTo ?? null, output, masked: mask }))
      else if (log === 'pretty') console.log(`${chalk.bold('Recording')} ${proxy.url} → ${[to, sdkTo].filter((one) => one !== undefined).join(', ')} into ${output}${mask ? '' : chalk.red(' (nothing is masked)')}; Ctrl-C ends it`)
    })
