// A delivery speed limit: one for all messages together, or one of each channel, push platforms together or each by itself. docs: frequency_capping ("Multichannel campaigns and Canvases")
/** A number is shared; an object is by channel, `push` for all push platforms. */
export type RateLimit = number | Readonly<Record<string, number>> | null

export const PUSHES: readonly string[] = ['ios_push', 'android_push', 'web_push', 'kindle_push']
/** "Delivery rate speed limits aren't supported for" these. */
export const NEVER_PACED: ReadonlySet<string> = new Set(['in_app_message', 'banner', 'feature_flag'])

/** Messages that share a limit: whose it is in the table of slots, and how many of them a minute. */
export type Lane<T> = { owner: string; perMinute: number; counted: number; messages: T[] }

/** The messages of one user by the limits that hold for them; `free` have none. */
export function lanesOf<T>(owner: string, limit: RateLimit, messages: readonly T[], channelOf: (message: T) => string): { free: T[]; lanes: Lane<T>[] } {
  const paced = messages.filter((one) => !NEVER_PACED.has(channelOf(one)))
  if (limit === null || paced.length === 0) return { free: [...messages], lanes: [] }
  if (typeof limit === 'number') return { free: [], lanes: [{ owner, perMinute: limit, counted: paced.length, messages: [...messages] }] }
  const keyOf = (channel: string): string | undefined => (NEVER_PACED.has(channel) ? undefined : Object.hasOwn(limit, channel) ? channel : PUSHES.includes(channel) && Object.hasOwn(limit, 'push') ? 'push' : undefined)
  const lanes = Object.keys(limit).flatMap((key): Lane<T>[] => {
    const own = messages.filter((one) => keyOf(channelOf(one)) === key)
    return own.length === 0 ? [] : [{ owner: laneOwner(owner, key), perMinute: limit[key]!, counted: own.length, messages: own }]
  })
  return { free: messages.filter((one) => keyOf(channelOf(one)) === undefined), lanes }
}
const laneOwner = (owner: string, key: string): string => `${owner}\n${key}`
