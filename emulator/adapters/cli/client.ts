// Talking to a running emulator: for the commands that act on one.
import type { IncomingMessage } from 'node:http'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { Command } from 'commander'
import { ConfigError } from '../../config.ts'
import { isLoopback } from '../origin.ts'

export type Target = { url: string; workspace: string | undefined; adminToken: string | undefined }

/** Adds --url, --workspace and --admin-token. */
export const withTarget = (command: Command): Command =>
  command
    .option('--url <url>', 'the running emulator (default $BRAZIER_URL, else http://127.0.0.1:27293)')
    .option('--workspace <id>', 'the workspace (default: default)')
    .option('--admin-token <token>', 'the token that it was started with (default $BRAZIER_ADMIN_TOKEN)')

/** The emulator that the options name. Throws ConfigError for an address that is none. */
export function targetOf(options: Record<string, unknown>, env: NodeJS.ProcessEnv = process.env): Target {
  const given = (options['url'] as string | undefined) ?? (env['BRAZIER_URL'] || 'http://127.0.0.1:27293')
  const url = (given.includes('://') ? given : `http://${given}`).replace(/\/+$/, '')
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new ConfigError(`--url '${given}' is no address such as http://127.0.0.1:27293`)
  return { url, workspace: options['workspace'] as string | undefined, adminToken: (options['adminToken'] as string | undefined) ?? (env['BRAZIER_ADMIN_TOKEN'] || undefined) }
}

/** The path of an admin call, with the workspace. */
export function adminUrl({ url, workspace }: Target, path: string): string {
  const full = new URL(`${url}/_emulator${path}`)
  if (workspace !== undefined) full.searchParams.set('workspace', workspace)
  return full.href
}

/** `--https` makes a certificate for each run that nobody has signed: on this machine it needs no proof. */
export const needsProof = (url: string): boolean => !isLoopback(new URL(url).hostname.replace(/^\[|\]$/g, ''))

function send(url: string, method: string, headers: Record<string, string>, body: Uint8Array | string): Promise<{ status: number; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage): void => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes: Buffer.concat(parts) }))
    }
    const options = { method, headers: { ...headers, 'content-length': Buffer.byteLength(body) }, agent: false as const }
    const sent = url.startsWith('https:') ? httpsRequest(url, { ...options, rejectUnauthorized: needsProof(url) }, answered) : httpRequest(url, options, answered)
    sent.on('error', reject)
    sent.end(body)
  })
}

/** What an admin call answers, as bytes. Throws ConfigError when nobody answers or the answer is an error. */
export async function adminBytes(target: Target, method: string, path: string, body?: object | Uint8Array): Promise<Buffer> {
  const type = body instanceof Uint8Array ? 'application/octet-stream' : 'application/json'
  const { status, bytes } = await send(
    adminUrl(target, path),
    method,
    { ...(body === undefined ? {} : { 'content-type': type }), ...(target.adminToken === undefined ? {} : { authorization: `Bearer ${target.adminToken}` }) },
    body === undefined ? '' : body instanceof Uint8Array ? body : JSON.stringify(body),
  ).catch((error: NodeJS.ErrnoException) => {
    if (/CERT|SELF_SIGNED/.test(error.code ?? '')) throw new ConfigError(`${target.url}: ${error.message} (trust its certificate with NODE_EXTRA_CA_CERTS)`)
    throw new ConfigError(`no emulator answers at ${target.url} (start one with: brazier start)`)
  })
  if (status >= 200 && status < 300) return bytes
  throw new ConfigError(errorOf(bytes) ?? `${target.url} is no Brazier: it answered ${status}`)
}

function errorOf(bytes: Buffer): string | undefined {
  try {
    const { error } = JSON.parse(bytes.toString()) as { error?: { code: string; message: string } }
    return error === undefined ? undefined : error.code === 'unauthorized' ? `${error.message}: give --admin-token` : error.message
  } catch {
    return undefined
  }
}

/** What an admin call answers, as JSON. Throws like {@link adminBytes}. */
export async function callAdmin<T>(target: Target, method: string, path: string, body?: object | Uint8Array): Promise<T> {
  const bytes = await adminBytes(target, method, path, body)
  try {
    return JSON.parse(bytes.toString()) as T
  } catch {
    throw new ConfigError(`${target.url} is no Brazier: its answer is no JSON`)
  }
}
