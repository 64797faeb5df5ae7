// The real @braze/web-sdk in Chromium: anonymous users become known, users change on one device, aliases; nothing lost and nothing invented.
import { expect, test } from 'vitest'
import type { Visit } from '../kit/chromium.ts'
import { describeInChromium, soon, webVisits } from '../kit/chromium.ts'

const visit = webVisits()

/** An anonymous visitor who did something that is on the server already. */
async function anonymousVisitor(): Promise<{ v: Visit; braze_id: string }> {
  const v = await visit()
  await v.initialize()
  await v.openSession()
  await v.page.evaluate(() => {
    const user = window.braze.getUser()!
    window.braze.logCustomEvent('looked')
    window.braze.logPurchase('sku', 5, 'USD', 1)
    user.setHomeCity('Paris')
    user.setFirstName('Anon')
    user.setCustomUserAttribute('plan', 'free')
  })
  expect(await v.flush()).toBe(true)
  const [{ braze_id }] = await v.users()
  return { v, braze_id }
}

/** Names the user in the page and waits until the server has started the session of that user. */
async function changeUser(v: Visit, external_id: string): Promise<void> {
  const before = (await v.journal('session.started')).length
  await v.page.evaluate((id) => window.braze.changeUser(id), external_id)
  await soon(async () => (await v.journal('session.started')).length).toBe(before + 1)
}

const names = (list: any[] | undefined): [string, number][] => (list ?? []).map(({ name, count }) => [name, count])

describeInChromium('changeUser from anonymous', () => {
  test('to a new id: the same profile, with everything it had', async () => {
    const { v, braze_id } = await anonymousVisitor()
    await changeUser(v, 'new-user')
    expect((await v.users()).map((user) => [user.braze_id, user.external_id])).toEqual([[braze_id, 'new-user']])
    const user = await v.exported({ external_id: 'new-user' })
    expect(user).toMatchObject({ braze_id, first_name: 'Anon', home_city: 'Paris', custom_attributes: { plan: 'free' }, total_revenue: 5, apps: [{ sessions: 2 }] })
    expect([names(user.custom_events), names(user.purchases)]).toEqual([[['looked', 1]], [['sku', 1]]])
    expect((await v.journal('profile')).map((row) => row.kind)).not.toContain('profile.merged')
    expect((await v.journal('session')).map((row) => [row.kind, row.profile])).toEqual([['session.started', braze_id], ['session.ended', braze_id], ['session.started', braze_id]])
  })

  test('to a new id, with data still queued: nothing is lost and nothing belongs to somebody else', async () => {
    const v = await visit()
    await v.initialize()
    await v.page.evaluate(() => {
      window.braze.logCustomEvent('before')
      window.braze.getUser()!.setCustomUserAttribute('early', 'yes')
      window.braze.changeUser('quick')
      window.braze.logCustomEvent('after')
      window.braze.getUser()!.setLastName('Known')
    })
    await v.flush()
    await soon(() => v.eventNames()).toEqual(['before', 'after'])
    expect((await v.users()).map((user) => user.external_id)).toEqual(['quick'])
    const user = await v.exported({ external_id: 'quick' })
    expect(user).toMatchObject({ last_name: 'Known', custom_attributes: { early: 'yes' } })
    expect(names(user.custom_events)).toEqual([['before', 1], ['after', 1]])
  })

  test('to an existing id: that profile wins, empty fields are filled, the anonymous one is gone (rule U4, lifecycle)', async () => {
    const { v, braze_id } = await anonymousVisitor()
    await v.rest('/users/track', { attributes: [{ external_id: 'old-user', first_name: 'Ada', plan: 'pro' }], events: [{ external_id: 'old-user', name: 'earlier', time: v.emulator.clock.now() }] })
    const { braze_id: kept } = await v.exported({ external_id: 'old-user' })
    expect(kept).not.toBe(braze_id)
    await changeUser(v, 'old-user')

    expect((await v.users()).map((user) => [user.braze_id, user.external_id])).toEqual([[kept, 'old-user']])
    const user = await v.exported({ external_id: 'old-user' })
    expect(user).toMatchObject({ braze_id: kept, first_name: 'Ada', home_city: 'Paris', custom_attributes: { plan: 'pro' } })
    expect([names(user.custom_events), names(user.purchases)]).toEqual([[['earlier', 1]], []])
    expect(user.apps).toMatchObject([{ sessions: 2 }])
    const merges = await v.journal('profile.merged')
    expect(merges).toHaveLength(1)
    expect(await v.exported({ braze_id })).toBeUndefined()

    // What is logged from now on is the known user's
    await v.page.evaluate(() => window.braze.logCustomEvent('afterwards'))
    expect(await v.flush()).toBe(true)
    expect(names((await v.exported({ external_id: 'old-user' })).custom_events)).toEqual([['earlier', 1], ['afterwards', 1]])
  })

  test('merge_mode merge-endpoint carries events and attributes over, none carries nothing', async () => {
    for (const merge_mode of ['merge-endpoint', 'none']) {
      const { v } = await anonymousVisitor()
      await v.admin('PATCH', '/settings', { merge_mode })
      await v.rest('/users/track', { attributes: [{ external_id: 'old-user', first_name: 'Ada' }] })
      await changeUser(v, 'old-user')
      const user = await v.exported({ external_id: 'old-user' })
      const all = merge_mode === 'merge-endpoint'
      expect([names(user.custom_events), names(user.purchases), user.custom_attributes?.plan, user.home_city ?? undefined], merge_mode).toEqual(all ? [[['looked', 1]], [['sku', 1]], 'free', 'Paris'] : [[], [], undefined, undefined])
    }
  })
})

describeInChromium('changeUser between known users', () => {
  test('nothing moves from one to the other, the device does; the same id again does nothing', async () => {
    const { v } = await anonymousVisitor()
    await changeUser(v, 'A')
    await v.page.evaluate(() => window.braze.logCustomEvent('of A'))
    const before = (await v.journal('session.started')).length
    await v.page.evaluate(() => {
      window.braze.changeUser('B')
      window.braze.logCustomEvent('of B')
      window.braze.getUser()!.setEmail('b@example.com')
    })
    await soon(async () => (await v.journal('session.started')).length).toBe(before + 1)
    expect(await v.flush()).toBe(true)
    await soon(() => v.eventNames()).toEqual(['looked', 'of A', 'of B'])

    const [a, b] = [await v.exported({ external_id: 'A' }), await v.exported({ external_id: 'B' })]
    expect(a.braze_id).not.toBe(b.braze_id)
    expect([names(a.custom_events), names(b.custom_events)]).toEqual([[['looked', 1], ['of A', 1]], [['of B', 1]]])
    expect([a.email ?? null, b.email]).toEqual([null, 'b@example.com'])
    expect(b).not.toHaveProperty('first_name')
    expect([a.apps[0].sessions, b.apps[0].sessions]).toEqual([2, 1])
    expect((await v.admin('GET', `/devices/${await v.deviceId()}`)).user.external_id).toBe('B')

    const rows = (await v.journal()).length
    await v.page.evaluate(() => window.braze.changeUser('B'))
    await v.flush()
    expect((await v.journal()).slice(rows).filter((row) => row.kind.startsWith('session'))).toEqual([])
    expect(await v.page.evaluate(() => window.braze.getUser()!.getUserId())).toBe('B')
  })

  test('back to A: A is found again with its data', async () => {
    const v = await visit()
    await v.initialize()
    for (const id of ['A', 'B', 'A']) {
      await changeUser(v, id)
      await v.page.evaluate((id) => window.braze.logCustomEvent(`as ${id}`), id)
      expect(await v.flush()).toBe(true)
    }
    expect((await v.users()).map((user) => user.external_id).sort()).toEqual(['A', 'B'])
    expect(names((await v.exported({ external_id: 'A' })).custom_events)).toEqual([['as A', 2]])
    expect(names((await v.exported({ external_id: 'B' })).custom_events)).toEqual([['as B', 1]])
  })
})

describeInChromium('aliases', () => {
  test('an anonymous user is found by the alias, and still is once known', async () => {
    const { v, braze_id } = await anonymousVisitor()
    expect(await v.page.evaluate(() => window.braze.getUser()!.addAlias('crm-7', 'crm'))).toBe(true)
    expect(await v.flush()).toBe(true)
    const alias = { alias_name: 'crm-7', alias_label: 'crm' }
    expect(await v.exported({ user_aliases: [alias] })).toMatchObject({ braze_id, user_aliases: [alias] })

    await v.page.evaluate(() => window.braze.logCustomEvent('with alias'))
    expect(await v.flush()).toBe(true)
    expect(names((await v.exported({ user_aliases: [alias] })).custom_events)).toEqual([['looked', 1], ['with alias', 1]])

    await changeUser(v, 'known')
    expect(await v.exported({ external_id: 'known' })).toMatchObject({ braze_id, user_aliases: [alias] })
    expect((await v.users())).toHaveLength(1)
  })

  test('a backend identifies the alias; the page goes on with the same user', async () => {
    const { v, braze_id } = await anonymousVisitor()
    await v.page.evaluate(() => window.braze.getUser()!.addAlias('crm-8', 'crm'))
    expect(await v.flush()).toBe(true)
    await v.rest('/users/identify', { aliases_to_identify: [{ external_id: 'by-backend', user_alias: { alias_name: 'crm-8', alias_label: 'crm' } }] })
    expect(await v.exported({ external_id: 'by-backend' })).toMatchObject({ braze_id })
    await v.page.evaluate(() => window.braze.logCustomEvent('later'))
    expect(await v.flush()).toBe(true)
    expect(names((await v.exported({ external_id: 'by-backend' })).custom_events)).toEqual([['looked', 1], ['later', 1]])
    expect(await v.users()).toHaveLength(1)
  })
})
