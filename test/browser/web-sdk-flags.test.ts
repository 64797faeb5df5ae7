// Feature flags as a page sees them through the real @braze/web-sdk: typed getters, another user, impressions (rules F1, F4, F5, F6).
import { expect, test } from 'vitest'
import { becomes } from '../kit/browser-steps.ts'
import { describeInChromium, soon, webVisits } from '../kit/chromium.ts'

const visit = webVisits()

const PROPERTIES = {
  colour: { type: 'string', value: 'red' }, size: { type: 'number', value: 3.5 }, big: { type: 'boolean', value: false }, logo: { type: 'image', value: 'https://example.com/logo.png' },
  tree: { type: 'json', value: { leaves: [1, { two: null }] } }, opens: { type: 'timestamp', value: '2026-01-02T03:04:05.000Z' },
}
/** Every flag of the page: whether it is on and which properties it has. */
const flags = () => window.braze.getAllFeatureFlags()!.map(({ id, enabled, properties }) => [id, enabled, Object.keys(properties!)])

describeInChromium('feature flags', () => {
  test('F4, F5, F6: each getter reads its own type; another user has another answer; an impression is logged once a session', async () => {
    const v = await visit()
    await v.admin('POST', '/feature_flags', { id: 'shop', properties: PROPERTIES, rules: [{ audience: { filters: { filter: 'custom_attribute', name: 'vip', cmp: 'is', value: true } }, rollout_percent: 100 }] })
    await v.admin('POST', '/feature_flags', { id: 'silent', fts: null, everyone_else: true })
    await v.rest('/users/track', { attributes: [{ external_id: 'mel', vip: true }, { external_id: 'kai', vip: false }] })
    await v.initialize()
    await v.page.evaluate(() => window.braze.subscribeToFeatureFlagsUpdates((flags) => window.seen.push(flags.map(({ id, enabled }) => [id, enabled]))))
    await becomes(v, 'mel')
    await soon(() => v.page.evaluate(flags)).toEqual([['shop', true, ['colour', 'size', 'big', 'logo', 'tree', 'opens']], ['silent', true, []]])
    expect(await v.page.evaluate(() => {
      const flag = window.braze.getFeatureFlag('shop')!
      const all = (name: string) => [flag.getStringProperty(name), flag.getNumberProperty(name), flag.getBooleanProperty(name), flag.getImageProperty(name), flag.getJsonProperty(name), flag.getTimestampProperty(name)]
      return ['colour', 'size', 'big', 'logo', 'tree', 'opens', 'none'].map(all)
    })).toEqual([
      ['red', null, null, null, null, null],
      [null, 3.5, null, null, null, null],
      [null, null, false, null, null, null],
      [null, null, null, 'https://example.com/logo.png', null, null],
      [null, null, null, null, { leaves: [1, { two: null }] }, null],
      [null, null, null, null, null, Date.parse('2026-01-02T03:04:05.000Z')],
      [null, null, null, null, null, null],
    ])

    const impressions = () => v.page.evaluate(() => ['shop', 'shop', 'silent', 'none'].map((id) => window.braze.logFeatureFlagImpression(id)))
    expect(await impressions()).toEqual([true, false, false, false])
    expect(await v.flush()).toBe(true)
    const rows = await v.journal('feature_flag.impression')
    const { braze_id } = await v.exported({ external_id: 'mel' })
    expect(rows.map(({ profile, data }) => [profile, data.fid, Buffer.from(data.fts, 'base64').toString()])).toEqual([[braze_id, 'shop', 'feature_flag:shop']])

    await v.page.evaluate(() => (window.seen.length = 0))
    await becomes(v, 'kai')
    await soon(() => v.page.evaluate(flags)).toEqual([['shop', false, []], ['silent', true, []]])
    expect((await v.page.evaluate(() => window.seen)).at(-1)).toEqual([['shop', false], ['silent', true]])
    expect(await v.page.evaluate(() => window.braze.getFeatureFlag('shop')!.getStringProperty('colour'))).toBeNull()
    expect(await impressions()).toEqual([true, false, false, false])
    expect(await v.flush()).toBe(true)
    const { braze_id: kai } = await v.exported({ external_id: 'kai' })
    expect((await v.journal('feature_flag.impression')).map(({ profile }) => profile)).toEqual([braze_id, kai])

    // What the user became meanwhile shows with the next refresh, and only then
    await v.rest('/users/track', { attributes: [{ external_id: 'kai', vip: true }] })
    expect((await v.page.evaluate(flags))[0]).toEqual(['shop', false, []])
    expect(await v.page.evaluate(() => new Promise((resolve) => window.braze.refreshFeatureFlags(() => resolve('refreshed'), () => resolve('failed'))))).toBe('refreshed')
    expect((await v.page.evaluate(flags))[0]).toEqual(['shop', true, ['colour', 'size', 'big', 'logo', 'tree', 'opens']])
    expect(await v.journal('sdk.internal_error')).toEqual([])
    expect(v.errors).toEqual([])
  })
})
