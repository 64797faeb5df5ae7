// Expectations about push tokens: who has them, and how they came and went.
import { differences } from './compare.ts'
import type { Ask } from './expect.ts'
import { nameOf } from './people.ts'
import type { Who } from './people.ts'

export type TokenChange = { change: 'registered' | 'moved_here' | 'moved_away' | 'removed'; token?: string; reason?: string | RegExp }

export type ExpectPush = {
  /** The user has this token, and nobody else has it. `expected`: fields of the token as the export shows them, e.g. notifications_enabled. */
  pushToken(who: Who, token: string, expected?: Record<string, unknown>): Promise<void>
  /** The user has no push token. */
  noPushToken(who: Who): Promise<void>
  /** The whole history of the user's tokens, oldest first. */
  pushChangelog(who: Who, expected: readonly TokenChange[]): Promise<void>
}

type Token = { token: string; app: string; platform: string; device_id: string; notifications_enabled: boolean }

export function createExpectPush({ check, one, compare, people, wire }: Ask): ExpectPush {
  const tokensOf = (profile: Record<string, unknown>): Token[] => (profile['push_tokens'] ?? []) as Token[]

  const pushToken: ExpectPush['pushToken'] = (who, token, expected = {}) =>
    check(pushToken, `expect.pushToken(${nameOf(who)}, '${token}')`, async (fail) => {
      const profile = await one(who, fail)
      const found = tokensOf(profile).find((row) => row.token === token)
      const devices = (await wire.adminBody('GET', `/devices?push_token=${encodeURIComponent(token)}`)).devices as { user: { braze_id: string; external_id: string | null } | null }[]
      const others = devices.filter((device) => device.user?.braze_id !== profile.braze_id).map((device) => device.user)
      const because = [
        ...(found === undefined ? [`${nameOf(who)} does not have this token`] : differences(expected, found)),
        ...others.map((user) => `the device with this token belongs to ${user === null ? 'nobody' : (user.external_id ?? `braze_id ${user.braze_id}`)}`),
      ]
      await compare(who, fail, { expected: { token, ...expected }, actual: tokensOf(profile), because })
    })

  const noPushToken: ExpectPush['noPushToken'] = (who) =>
    check(noPushToken, `expect.noPushToken(${nameOf(who)})`, async (fail) => {
      const tokens = tokensOf(await one(who, fail))
      await compare(who, fail, { expected: [], actual: tokens, because: tokens.map((row) => `has token '${row.token}'`) })
    })

  const pushChangelog: ExpectPush['pushChangelog'] = (who, expected) =>
    check(pushChangelog, `expect.pushChangelog(${nameOf(who)})`, async (fail) => {
      const whole = await people.whole(await one(who, fail))
      const actual = (whole.push_token_changes as Record<string, unknown>[]).map(({ at, change, token, reason }) => ({ at, change, token, reason }))
      await compare(who, fail, { expected, actual })
    })

  return { pushToken, noPushToken, pushChangelog }
}
