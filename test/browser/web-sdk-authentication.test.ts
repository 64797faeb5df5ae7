// SDK authentication as a page sees it through the real @braze/web-sdk: good, expired, foreign tokens, keys that change; data waits for a better one (rules A1, A2, A5, A6, A7).
import { SignJWT } from 'jose'
import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { homeKeys } from '../../emulator/adapters/package.ts'
import { becomes } from '../kit/browser-steps.ts'
import type { Visit } from '../kit/chromium.ts'
import { describeInChromium, soon, webVisits } from '../kit/chromium.ts'

const visit = webVisits()
const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const [first, second] = [pair(), pair()]
const now = (v: Visit): number => Date.parse(v.emulator.clock.now()) / 1000
const jwt = (sub: string, exp: number, by = first): Promise<string> => new SignJWT({ sub, exp: Math.floor(exp) }).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(by.privateKey)
const addKey = (v: Visit, by: typeof first, description: string) => v.rest('/app_group/sdk_authentication/create', { app_id: homeKeys.web, rsa_public_key_str: String(by.publicKey.export({ type: 'spki', format: 'pem' })), description })

/** A page whose app asks for a signature, with `mel` in front of it and a good token. */
async function signedIn(mode: 'optional' | 'required' = 'required'): Promise<Visit> {
  const v = await visit()
  await v.admin('PATCH', `/apps/${homeKeys.web}`, { sdk_authentication: mode })
  await addKey(v, first, 'first')
  await v.page.clock.install()
  await v.initialize({ enableSdkAuthentication: true })
  await v.page.evaluate(() => window.braze.subscribeToSdkAuthenticationFailures((failure) => window.seen.push(failure)))
  await becomes(v, 'mel', await jwt('mel', now(v) + 3600))
  return v
}
const log = (v: Visit, name: string): Promise<void> => v.page.evaluate((name) => void window.braze.logCustomEvent(name), name)
const failures = (v: Visit): Promise<any[]> => v.page.evaluate(() => window.seen)

describeInChromium('SDK authentication', () => {
  test('A5, A6: a token that has expired: the page is told, nothing is lost, all arrives with the next token', async () => {
    const v = await signedIn()
    await log(v, 'signed')
    expect(await v.flush()).toBe(true)
    expect(await failures(v)).toEqual([])
    expect((await v.requests()).every(({ headers }) => headers['x-braze-auth-signature'] !== undefined)).toBe(true)

    await v.admin('POST', '/clock/advance', { by: '2h' })
    await log(v, 'kept')
    await v.page.evaluate(() => window.braze.getUser()!.setFirstName('Mel'))
    expect(await v.flush()).toBe(false)
    await soon(async () => (await failures(v)).length).toBeGreaterThanOrEqual(1)
    const old = (await v.requests()).at(-1).headers['x-braze-auth-signature']
    for (const failure of await failures(v)) expect(failure).toEqual({ errorCode: 22, reason: 'EXPIRED', userId: 'mel', signature: old })
    expect(await v.eventNames()).toEqual(['signed'])
    expect(await v.exported({ external_id: 'mel' })).not.toHaveProperty('first_name')
    expect((await v.journal('sdk_authentication.failed')).at(-1).data).toMatchObject({ error_code: 22, reason: 'EXPIRED', user_id: 'mel', status: 201 })

    await v.page.evaluate((token) => window.braze.setSdkAuthenticationSignature(token), await jwt('mel', now(v) + 3600))
    await soon(async () => {
      await v.page.clock.fastForward(31_000) // the SDK waits before it tries again
      return v.eventNames()
    }).toEqual(['signed', 'kept'])
    expect((await v.exported({ external_id: 'mel' })).first_name).toBe('Mel')
    expect(v.errors).toEqual([])
  })

  test('A4, A6: a token of somebody else is refused on every path; keys are rotated without a gap', async () => {
    const v = await signedIn()
    await v.page.evaluate((token) => window.braze.setSdkAuthenticationSignature(token), await jwt('kai', now(v) + 3600))
    await log(v, 'under a foreign token')
    expect(await v.flush()).toBe(false)
    await soon(async () => (await failures(v)).at(-1)).toMatchObject({ errorCode: 21, reason: 'SUBJECT_MISMATCH', userId: 'mel' })
    expect(await v.page.evaluate(() => new Promise((resolve) => window.braze.refreshFeatureFlags(() => resolve('refreshed'), () => resolve('failed'))))).toBe('failed')
    expect(await v.eventNames()).toEqual([])
    expect((await v.users()).map(({ external_id }) => external_id)).toEqual(['mel'])

    // The new key is there before the old one goes; tokens of both are good meanwhile
    const good = async (by: typeof first): Promise<string[]> => {
      await v.page.evaluate((token) => window.braze.setSdkAuthenticationSignature(token), await jwt('mel', now(v) + 3600, by))
      await log(v, `by key ${by === first ? 1 : 2}`)
      await soon(async () => (await v.flush()) || (await v.page.clock.fastForward(31_000)) !== undefined).toBe(true)
      return v.eventNames()
    }
    const { id: newer } = await addKey(v, second, 'second')
    expect(await good(first)).toEqual(['under a foreign token', 'by key 1'])
    expect((await good(second)).at(-1)).toBe('by key 2')
    const { keys } = await v.rest('/app_group/sdk_authentication/primary', { app_id: homeKeys.web, key_id: newer }, 'PUT')
    await v.rest('/app_group/sdk_authentication/delete', { app_id: homeKeys.web, key_id: keys.find((one: any) => one.id !== newer).id }, 'DELETE')
    await v.page.evaluate((token) => window.braze.setSdkAuthenticationSignature(token), await jwt('mel', now(v) + 3600, first))
    await log(v, 'by the key that is gone')
    expect(await v.flush()).toBe(false)
    await soon(async () => (await failures(v)).at(-1)).toMatchObject({ errorCode: 27, reason: 'NO_MATCHING_PUBLIC_KEYS' })
    expect((await good(second)).slice(-2).sort()).toEqual(['by key 2', 'by the key that is gone'])
    expect(v.errors).toEqual([])
  })

  test('A3, P20: what was logged before anybody was named arrives under required, and is the user’s who signs', async () => {
    const v = await visit()
    await v.admin('PATCH', `/apps/${homeKeys.web}`, { sdk_authentication: 'required' })
    await addKey(v, first, 'first')
    await v.page.clock.install()
    await v.initialize({ enableSdkAuthentication: true })
    await v.page.evaluate(() => {
      window.braze.subscribeToSdkAuthenticationFailures((failure) => window.seen.push(failure))
      window.braze.openSession()
    })
    await log(v, 'of nobody')
    expect(await v.flush()).toBe(true)
    await log(v, 'just before')
    await becomes(v, 'mel', await jwt('mel', now(v) + 3600))
    await log(v, 'of mel')
    await soon(async () => (await v.flush()) && (await v.eventNames()).sort()).toEqual(['just before', 'of mel', 'of nobody'])
    await soon(async () => (await v.users()).map(({ external_id }) => external_id)).toEqual(['mel'])
    expect([await failures(v), await v.journal('sdk_authentication.failed')]).toEqual([[], []])
    expect(v.errors).toEqual([])
  })

  test('A2: optional: the data is taken, the row says what was wrong, the page hears nothing', async () => {
    const v = await signedIn('optional')
    await v.page.evaluate((token) => window.braze.setSdkAuthenticationSignature(token), await jwt('kai', now(v) + 3600))
    await log(v, 'taken all the same')
    expect(await v.flush()).toBe(true)
    expect(await v.eventNames()).toEqual(['taken all the same'])
    // Syncs that changeUser began (flags, cards, the real-time channel) may leave only now, under the new token: one row each
    const rows = (await v.journal('sdk_authentication.failed')).map(({ data }) => data)
    expect(rows.filter(({ path }) => path === '/api/v3/data/')).toHaveLength(1)
    for (const row of rows) expect(row).toMatchObject({ mode: 'optional', reason: 'SUBJECT_MISMATCH', user_id: 'mel' })
    expect(await failures(v)).toEqual([])
  })
})
