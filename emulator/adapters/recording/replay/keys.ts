// Whose key a recorded key is here: the recording has those of the real workspace (or stand-ins), the emulator has its own.
import type { Exchange } from '../fixture.ts'
import type { Keys } from './target.ts'

type Platform = 'web' | 'ios' | 'android'
type Member = Record<string, unknown>

const isSdk = ({ request }: Exchange): boolean => /^\/+api\/+v[23](\/|$)/.test(request.path)
const objectOf = (value: unknown): Member => (typeof value === 'object' && value !== null ? (value as Member) : {})
const bodyOf = ({ request }: Exchange): Member => objectOf(request.body !== undefined && 'json' in request.body ? request.body.json : undefined)
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Which SDK sent this, by what only one of them sends. docs: the device objects of the SDKs (data_and_analytics/user_data_collection/sdk_data_collection) */
function platformOf(exchange: Exchange): Platform | undefined {
  const { headers } = exchange.request
  const device = objectOf(bodyOf(exchange)['device'])
  if ('browser' in device || headers['x-requested-with'] === 'XMLHttpRequest' || headers['origin'] !== undefined) return 'web'
  if ('ios_push_auth' in device || /iphone|ipad/i.test(String(device['model'] ?? '')) || /CFNetwork|Darwin/.test(headers['user-agent'] ?? '')) return 'ios'
  if ('brand' in device || 'is_background_restricted' in device || /okhttp|Android|Dalvik/i.test(headers['user-agent'] ?? '')) return 'android'
  return undefined
}

/** Each app_id that a REST body names. */
function appIdsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(appIdsIn)
  return Object.entries(objectOf(value)).flatMap(([name, one]) => (name === 'app_id' && typeof one === 'string' && one !== '' ? [one] : appIdsIn(one)))
}

/** `Bearer <key>`, or the key in the body as older clients send it. */
const restKeyOf = (exchange: Exchange): string | undefined => /^bearer\s+(.+)$/i.exec(exchange.request.headers['authorization'] ?? '')?.[1]?.trim() ?? textOf(bodyOf(exchange)['api_key'])
const sdkKeyOf = (exchange: Exchange): string | undefined => exchange.request.headers['x-braze-api-key'] ?? textOf(bodyOf(exchange)['api_key'])

/** A key that was never accepted stands for a wrong one: it is sent as it is, and must be refused here too. */
function accepted({ answer }: Exchange): boolean {
  const json = answer.body !== undefined && 'json' in answer.body ? objectOf(answer.body.json) : {}
  return answer.status !== 401 && json['error'] !== 'invalid_api_key'
}

/** Recorded key → the emulator's. `given` are the user's own pairs. */
export function keyPairs(exchanges: readonly Exchange[], keys: Keys, given: ReadonlyMap<string, string> = new Map()): Map<string, string> {
  const pairs = new Map(given)
  const free: Platform[] = (['web', 'ios', 'android'] as const).filter((one) => ![...given.values()].includes(keys[one]))
  const add = (key: string | undefined, own: string): void => void (key !== undefined && own !== '' && !pairs.has(key) && pairs.set(key, own))
  const takeApp = (key: string, platform: Platform): void => {
    if (free.includes(platform)) free.splice(free.indexOf(platform), 1)
    add(key, keys[platform])
  }

  for (const exchange of exchanges.filter((one) => !isSdk(one) && accepted(one))) {
    const { path } = exchange.request
    add(restKeyOf(exchange), /^\/+scim\//.test(path) ? keys.scim : /^\/+partners\//.test(path) ? keys.data_import : keys.rest)
  }
  const sdkKeys = new Set(exchanges.filter((one) => isSdk(one) && accepted(one)).map(sdkKeyOf).filter((key) => key !== undefined && !pairs.has(key)) as string[])
  const known = [...sdkKeys].map((key) => [key, exchanges.filter((one) => isSdk(one) && sdkKeyOf(one) === key).map(platformOf).find((one) => one !== undefined)] as const)
  for (const [key, platform] of known) if (platform !== undefined) takeApp(key, platform)
  const unknown = [...known.filter(([, platform]) => platform === undefined).map(([key]) => key), ...exchanges.filter((one) => !isSdk(one) && one.answer.status < 300).flatMap((one) => appIdsIn(bodyOf(one)))]
  for (const key of unknown) if (!pairs.has(key)) takeApp(key, free[0] ?? 'web')
  return pairs
}
