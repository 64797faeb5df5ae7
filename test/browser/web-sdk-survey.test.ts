// A simple survey on a page of the real @braze/web-sdk: what is chosen arrives as button clicks and custom attributes.
import { expect, test } from 'vitest'
import { happened, htmlIsGone, htmlPage, iam, log } from '../kit/browser-in-app.ts'
import { becomes } from '../kit/browser-steps.ts'
import { describeInChromium, webVisits } from '../kit/chromium.ts'

const visit = webVisits()

describeInChromium('surveys', () => {
  test('one of several, then several of them with a page that thanks', async () => {
    const v = await visit()
    await iam(v, 'drinks', { type: 'survey', data: { pages: [{ header: { text: 'Which drink?' }, choices: [{ choice_id: 'c-tea', text: 'Tea', custom_attribute_key: 'drink', custom_attribute_value: 'tea' }, { choice_id: 'c-juice', text: 'Juice', custom_attribute_key: 'drink', custom_attribute_value: 'juice' }] }] } })
    await iam(v, 'topics', {
      type: 'survey',
      data: { pages: [{ multiple: true, header: { text: 'Topics?' }, choices: [{ choice_id: 'c-a', text: 'Art', custom_attribute_key: 'topics', custom_attribute_value: 'art' }, { choice_id: 'c-b', text: 'Bees', custom_attribute_key: 'topics', custom_attribute_value: 'bees' }, { choice_id: 'c-c', text: 'News', custom_attribute_key: 'news', custom_attribute_value: 'true' }, { choice_id: 'c-d', text: 'Other' }] }, { header: { text: 'Thank you' } }] },
    })
    await v.initialize({ minimumIntervalBetweenTriggerActionsInSeconds: 0, allowUserSuppliedJavascript: true })
    await v.page.evaluate(() => window.braze.automaticallyShowInAppMessages())
    await becomes(v, 'mel')
    await log(v, 'drinks')
    await htmlPage(v).getByText('Juice').click()
    await htmlPage(v).getByText('Submit').click()
    await htmlIsGone(v)
    await log(v, 'topics')
    for (const text of ['Art', 'Bees', 'News', 'Submit']) await htmlPage(v).getByText(text).click()
    await htmlPage(v).getByText('Thank you').waitFor()
    await htmlPage(v).locator('#done').click()
    await htmlIsGone(v)
    expect(await v.flush()).toBe(true)
    expect(await happened(v)).toEqual(['impression drinks', 'button_click drinks c-juice', 'impression topics', 'button_click topics c-a', 'button_click topics c-b', 'button_click topics c-c'])
    expect((await v.exported({ external_id: 'mel' })).custom_attributes).toEqual({ drink: 'juice', topics: ['art', 'bees'], news: true })
    expect(v.errors).toEqual([])
  })
})
