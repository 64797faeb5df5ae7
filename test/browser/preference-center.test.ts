// A preference center in a real browser: the page shows the state, its form changes it. The page is made as Braze's sample is: hidden fields that a script fills.
import { expect, test } from 'vitest'
import { createEmulator, homeKeys } from '../../emulator/adapters/package.ts'
import { describeInChromium, sharedBrowser } from '../kit/chromium.ts'

const GROUP = '3d2ae07a-f2ff-4318-bdff-e394f2d3a4ec'
const PAGE = `<!doctype html><html><head><script>
  window.onload = () => {
    const [box, value] = [document.querySelector('#box'), document.querySelector('#value')]
    box.checked = '{{subscribed_state.\${${GROUP}}}}' == 'subscribed'
    const put = () => { value.value = box.checked ? 'subscribed' : 'unsubscribed' }
    put()
    box.onchange = put
  }
</script></head><body><form action="{{ preference_center_submit_url }}" method="post" accept-charset="UTF-8">
  <label><input type="checkbox" id="box"> News for {{\${email_address}}}</label>
  <input type="hidden" id="value" name="{% form_field_name :subscription_group ${GROUP} %}"><input type="submit" id="save">
</form></body></html>`

describeInChromium('in a browser', () => {
  test('the form of a page does what the user says', async () => {
    const emulator = createEmulator({ holdClock: '2026-03-01T12:00:00.000Z' })
    const url = await emulator.listen({ port: 0 })
    const page = await (await sharedBrowser()).newPage()
    try {
      const call = async (method: string, path: string, body?: unknown): Promise<any> => {
        const response = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${homeKeys.rest}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
        return response.json()
      }
      await emulator.admin('POST', '/subscription_groups', { id: GROUP, name: 'News', channel: 'email' })
      await call('POST', '/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com' }] })
      const { preference_center_api_id: id } = await call('POST', '/preference_center/v1', { name: 'pc', preference_center_page_html: PAGE, confirmation_page_html: `<h1>Now {{subscribed_state.\${${GROUP}}}}</h1>` })
      const { preference_center_url } = await call('GET', `/preference_center/v1/${id}/url/mel`)

      await page.goto(preference_center_url)
      expect([await page.title(), await page.isChecked('#box'), await page.textContent('label')]).toEqual(['Preference Center', false, ' News for mel@example.com'])
      await page.check('#box')
      await page.click('#save')
      expect(await page.textContent('h1')).toBe('Now subscribed')
      expect((await call('GET', '/subscription/user/status?external_id=mel')).users[0].subscription_groups).toEqual([{ id: GROUP, name: 'News', channel: 'email', status: 'Subscribed' }])

      await page.goto(preference_center_url)
      expect(await page.isChecked('#box')).toBe(true)
    } finally {
      await page.context().close()
      await emulator.close()
    }
  })
})
