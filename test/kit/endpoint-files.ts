// The files that define endpoints, with what they define; and which of them no test names.
import { join } from 'node:path'
import type { Endpoint } from '../../emulator/api/endpoint.ts'
import type { Source } from './sources.ts'
import { ROOT, sourcesIn } from './sources.ts'

export type EndpointFile = { file: string; endpoints: Endpoint[] }

const isEndpoint = (value: unknown): value is Endpoint => typeof value === 'object' && value !== null && 'realm' in value && 'method' in value && 'path' in value

/** Every file below api/rest, api/sdk and api/admin with the endpoints it exports. Folders' index files only hand on. */
export async function endpointFiles(): Promise<EndpointFile[]> {
  const files: EndpointFile[] = []
  const seen = new Set<Endpoint>()
  const paths = sourcesIn('emulator/api').map(({ path }) => path).filter((path) => /^emulator\/api\/(rest|sdk|admin|hosted)\/.*\.ts$/.test(path))
  for (const path of [...paths.filter((one) => !one.endsWith('/index.ts')), ...paths.filter((one) => one.endsWith('/index.ts'))]) {
    const module = (await import(/* @vite-ignore */ join(ROOT, path))) as Record<string, unknown>
    const endpoints = Object.values(module).flat().filter(isEndpoint).filter((one) => !seen.has(one))
    for (const endpoint of endpoints) seen.add(endpoint)
    if (endpoints.length > 0) files.push({ file: path, endpoints: [...new Set(endpoints)] })
  }
  return files
}

/** The test of an endpoint: the file that mirrors its own, else one of its realm that names its path in quotes. */
export function testOf({ path, realm }: Endpoint, file: string, tests: readonly Source[]): string | undefined {
  const mirror = file.replace(/^emulator\//, 'test/').replace(/\.ts$/, '.test.ts')
  if (tests.some((one) => one.path === mirror)) return mirror
  const short = path.replace(/^\/(_emulator|api\/v3|_hosted\/:workspace)/, '').split('/:')[0]!
  const named = new RegExp(`['"\`](?:/_emulator|/api/v3|/_hosted/default)?${short.replace(/[.*+?^$(){}|[\]\\]/g, '\\$&')}(?=['"\`/?$])`)
  return tests.find((one) => one.path.startsWith(`test/api/${['scim', 'partner'].includes(realm) ? 'rest' : realm}/`) && named.test(one.text))?.path
}

/** Built endpoints that no test names. */
export const untested = (files: readonly EndpointFile[], tests: readonly Source[]): string[] =>
  files.flatMap(({ file, endpoints }) => endpoints.filter((one) => (one.handle ?? one.perform) !== undefined && testOf(one, file, tests) === undefined).map((one) => `${one.method} ${one.path} (${file})`))
