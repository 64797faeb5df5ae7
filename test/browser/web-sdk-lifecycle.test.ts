// The real @braze/web-sdk in Chromium over time: sessions that end, pages that reload, networks that fail, the SDK off and on, wiped and logged out.
import { expect, test } from 'vitest'
import { describeInChromium, soon, webVisits } from '../kit/chromium.ts'

const visit = webVisits()

describeInChromium('sessions', () => {
  test('half an hour without activity ends one and starts the next', async () => {
    const v = await visit()
    await v.page.clock.install()
    await v.initialize()
    await v.openSession()
    await v.page.evaluate(() => window.braze.logCustomEvent('first'))
    expect(await v.flush()).toBe(true)
    await v.page.clock.fastForward(1_790_000)
    await v.page.evaluate(() => window.braze.logCustomEvent('still the same'))
    expect(await v.flush()).toBe(true)
    expect((await v.journal('session')).map((row) => row.kind)).toEqual(['session.started'])
    await v.page.clock.fastForward(1_801_000)
    await v.page.evaluate(() => window.braze.logCustomEvent('later'))
    await v.flush()
    await soon(async () => (await v.journal('session')).map((row) => row.kind)).toEqual(['session.started', 'session.ended', 'session.started'])
    await soon(() => v.eventNames()).toEqual(['first', 'still the same', 'later'])
    const [first, ended, second] = await v.journal('session')
    expect(ended.data.session_id).toBe(first.data.session_id)
    expect(second.data.session_id).not.toBe(first.data.session_id)
    expect(ended.data.seconds).toBeGreaterThanOrEqual(1790)
    expect(ended.data.seconds).toBeLessThan(1801)
    expect((await v.journal('custom_event.logged')).map((row) => row.data.session_id)).toEqual([first.data.session_id, first.data.session_id, second.data.session_id])
    expect((await v.exported({ braze_id: first.profile })).apps[0].sessions).toBe(2)
    const { sessions } = await v.admin('GET', `/users/${first.profile}`)
    expect(sessions).toMatchObject({ count: 2, seconds: ended.data.seconds })
    expect(sessions.recent.map((one: any) => [one.session_id, one.ended_at !== null]).sort()).toEqual([[first.data.session_id, true], [second.data.session_id, false]].sort())
  })

  // observed: the SDK takes a floor of 0 for none given and keeps its own ten seconds
  test.each([
    [1, 3000],
    [0, 3000],
  ])('minimum_session_timeout %i: a session of one second ends within %i ms', async (minimum_session_timeout, after) => {
    const v = await visit()
    await v.admin('PATCH', '/settings', { sessions: { minimum_session_timeout } })
    await v.page.clock.install()
    await v.initialize({ sessionTimeoutInSeconds: 1 })
    await v.openSession()
    // The floor is read at initialize, so the page of the first visit still has the SDK's own
    await v.page.clock.fastForward(3000)
    await v.page.evaluate(() => window.braze.openSession())
    await v.flush()
    expect(await v.journal('session.started')).toHaveLength(1)

    await v.page.reload()
    await v.initialize({ sessionTimeoutInSeconds: 1 })
    await v.page.evaluate(() => window.braze.openSession()) // each activity stores the end of the session anew
    await v.page.clock.fastForward(after - 2500)
    await v.page.evaluate(() => window.braze.logCustomEvent('in between'))
    expect(await v.flush()).toBe(true)
    expect(await v.journal('session.started')).toHaveLength(1)
    await v.page.clock.fastForward(after)
    await v.page.evaluate(() => window.braze.openSession())
    await soon(async () => (await v.journal('session')).map((row) => row.kind)).toEqual(['session.started', 'session.ended', 'session.started'])
  })

  test('a reload goes on with the same session, user and device', async () => {
    const v = await visit()
    await v.initialize()
    await v.page.evaluate(() => window.braze.changeUser('reader'))
    await soon(async () => (await v.journal('session.started')).length).toBe(1)
    const [session] = await v.journal('session.started')
    const device = await v.deviceId()
    const before = (await v.requests()).length

    await v.page.reload()
    await v.initialize()
    await v.page.evaluate(() => {
      window.braze.openSession()
      window.braze.logCustomEvent('after reload')
    })
    expect(await v.flush()).toBe(true)
    expect(await v.deviceId()).toBe(device)
    expect(await v.page.evaluate(() => window.braze.getUser()!.getUserId())).toBe('reader')
    expect(await v.journal('session')).toHaveLength(1)
    const [event] = await v.journal('custom_event.logged')
    expect([event.data.session_id, event.profile]).toEqual([session.data.session_id, session.profile])
    expect((await v.requests()).length).toBe(before + 1)
  })
})

describeInChromium('networks that fail', () => {
  test('offline, then online: every event once, in its order', async () => {
    const v = await visit()
    await v.page.clock.install()
    await v.initialize()
    await v.openSession()
    await v.context.setOffline(true)
    const sent: string[] = []
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 5; n++) {
        sent.push(`offline ${round}.${n}`)
        await v.page.evaluate((name) => window.braze.logCustomEvent(name), sent.at(-1)!)
      }
      await v.page.evaluate(() => window.braze.getUser()!.incrementCustomUserAttribute('tries'))
      expect(await v.flush()).toBe(false)
      await v.page.clock.fastForward(12_000)
    }
    expect(await v.eventNames()).toEqual([])
    await v.context.setOffline(false)
    await soon(async () => {
      await v.page.clock.fastForward(60_000)
      return (await v.eventNames()).length
    }).toBe(sent.length)
    expect(await v.flush()).toBe(true)
    expect((await v.eventNames()).sort()).toEqual([...sent].sort())
    const [{ braze_id }] = await v.users()
    const user = await v.exported({ braze_id })
    expect(user.custom_events.map(({ name, count }: any) => [name, count]).sort()).toEqual(sent.map((name) => [name, 1]).sort())
    expect(user.custom_attributes.tries).toBe(3)
    expect(await v.journal('session')).toHaveLength(1)
  })

  test('answers of 500 are tried again until one is good; nothing is counted twice', async () => {
    const v = await visit()
    await v.page.clock.install()
    await v.initialize()
    await v.openSession()
    await v.admin('PUT', '/faults', [{ match: { path: '/api/v3/data' }, status: 500, times: 3 }])
    await v.page.evaluate(() => {
      window.braze.logCustomEvent('patient')
      window.braze.getUser()!.setFirstName('Ada')
    })
    expect(await v.flush()).toBe(false)
    await soon(async () => {
      await v.page.clock.fastForward(60_000)
      return v.eventNames()
    }).toEqual(['patient'])
    const statuses = (await v.requests()).map((request) => request.status)
    expect(statuses.filter((status) => status === 500)).toHaveLength(3)
    const [{ braze_id }] = await v.users()
    expect((await v.exported({ braze_id })).first_name).toBe('Ada')
  })

  test.each([
    ['count', 2],
    ['drop', 1],
  ])('stored, answer lost: the SDK sends it again, and sdk_duplicates %s makes it %i (rule N9)', async (sdk_duplicates, times) => {
    const v = await visit()
    await v.admin('PATCH', '/settings', { sdk_duplicates })
    await v.page.clock.install()
    await v.initialize()
    await v.openSession()
    await v.admin('PUT', '/faults', [{ match: { path: '/api/v3/data' }, drop: 'after', times: 1 }])
    await v.page.evaluate(() => window.braze.logCustomEvent('twice'))
    await v.flush()
    // Either Chromium sends it again at once, as it does on a connection that was used before, or the SDK after its backoff
    await soon(async () => {
      await v.page.clock.fastForward(60_000)
      return (await v.requests()).flatMap((request) => (JSON.parse(request.body).events ?? []).map((event: any) => event.data.n)).filter((name) => name === 'twice').length
    }).toBe(2)
    const [{ braze_id }] = await v.users()
    expect((await v.exported({ braze_id })).custom_events).toMatchObject([{ name: 'twice', count: times }])
  })
})

describeInChromium('off, on, wiped', () => {
  test('disableSDK: nothing leaves, nothing is kept; enableSDK: it goes on', async () => {
    const v = await visit()
    await v.initialize()
    await v.openSession()
    expect(await v.page.evaluate(() => window.braze.isDisabled())).toBe(false)
    await v.page.evaluate(() => {
      window.braze.logCustomEvent('queued')
      window.braze.disableSDK()
    })
    await soon(() => v.eventNames()).toEqual(['queued']) // what was logged before is still sent
    expect(await v.page.evaluate(() => window.braze.isDisabled())).toBe(true)
    const before = (await v.admin('GET', '/requests')).requests.length
    expect(await v.page.evaluate(() => window.braze.logCustomEvent('while off'))).toBeFalsy()

    await v.page.reload()
    expect(await v.initialize()).toBe(false)
    await v.page.evaluate(() => {
      window.braze.openSession()
      window.braze.logCustomEvent('still off')
    })
    expect((await v.admin('GET', '/requests')).requests).toHaveLength(before)

    await v.page.evaluate(() => window.braze.enableSDK())
    await v.page.reload()
    expect(await v.initialize()).toBe(true)
    await v.page.evaluate(() => {
      window.braze.openSession()
      window.braze.logCustomEvent('on again')
    })
    expect(await v.flush()).toBe(true)
    expect(await v.eventNames()).toEqual(['queued', 'on again'])
    expect(await v.users()).toHaveLength(1)
  })

  test('wipeData: a new device and a new anonymous user; the old one keeps its data', async () => {
    const v = await visit()
    await v.initialize()
    await v.page.evaluate(() => window.braze.changeUser('known'))
    await soon(async () => (await v.journal('session.started')).length).toBe(1)
    const device = await v.deviceId()
    await v.page.evaluate(() => {
      window.braze.logCustomEvent('never sent')
      window.braze.wipeData()
    })
    await v.page.reload()
    await v.initialize()
    await v.openSession()
    await v.page.evaluate(() => window.braze.logCustomEvent('fresh'))
    expect(await v.flush()).toBe(true)

    expect(await v.deviceId()).not.toBe(device)
    expect((await v.users()).map((user) => user.external_id).sort()).toEqual(['known', null].sort())
    expect((await v.exported({ external_id: 'known' })).custom_events ?? []).toEqual([])
    const [event] = await v.journal('custom_event.logged')
    expect(event.data).toMatchObject({ name: 'fresh', device_id: await v.deviceId() })
    expect((await v.exported({ braze_id: event.profile }))).not.toHaveProperty('external_id')
  })

  test('logout: the push token is unregistered first, then everything is wiped and off', async () => {
    const v = await visit()
    await v.initialize()
    await v.page.evaluate(() => window.braze.changeUser('leaving'))
    await soon(async () => (await v.journal('session.started')).length).toBe(1)
    const device = await v.deviceId()
    const outcome = await v.page.evaluate(() => new Promise<string>((resolve) => window.braze.logout(() => resolve('out'), () => resolve('failed'))))
    expect(outcome).toBe('out')
    expect(await v.page.evaluate(() => window.braze.isDisabled())).toBe(true)
    expect((await v.exported({ external_id: 'leaving' })).external_id).toBe('leaving')

    await v.page.evaluate(() => window.braze.enableSDK())
    await v.page.reload()
    expect(await v.initialize()).toBe(true)
    await v.openSession()
    expect(await v.deviceId()).not.toBe(device)
    expect(await v.page.evaluate(() => window.braze.getUser()!.getUserId())).toBeNull()
    expect(await v.users()).toHaveLength(2)
  })
})
