// In-app messages in browser tests: campaigns of one message, what the page shows, what the journal and the messages say of it.
import { messagesOf } from './browser-steps.ts'
import type { Visit } from './chromium.ts'
import { soon } from './chromium.ts'

/** A campaign of one in-app message; without a trigger of its own it shows on the custom event of its id. */
export const iam = (v: Visit, id: string, message: object, more: object = {}): Promise<unknown> =>
  v.admin('POST', '/campaigns', { id, name: id, trigger: { type: 'custom_event', name: id }, messages: { [`${id}-1`]: { channel: 'in_app_message', message: `This is ${id}`, ...message } }, ...more })

export const log = (v: Visit, name: string, properties?: object): Promise<void> => v.page.evaluate(([name, properties]) => void window.braze.logCustomEvent(name, properties as never), [name, properties] as const)

/** Texts of the messages on the screen. */
export const shown = async (v: Visit): Promise<string[]> => (await v.page.locator('.ab-in-app-message:not(.ab-start-hidden)').allInnerTexts()).map((text) => text.trim())

/** Closes the one that is shown; `animate` moves a clock that the test holds. */
export async function close(v: Visit, animate: () => Promise<unknown> = async () => {}): Promise<void> {
  await v.page.locator('.ab-in-app-message .ab-close-button').click()
  await animate()
  await soon(() => shown(v)).toEqual([])
}

/** Each row of an in-app message: what happened, to which campaign, with which button. */
export const happened = async (v: Visit): Promise<string[]> => (await v.journal('in_app_message')).map(({ kind, data }) => `${kind.slice('in_app_message.'.length)} ${data.campaign_id}${data.bid === undefined ? '' : ` ${data.bid}`}`)

/** What became of a campaign's messages: status, and what was done with each. */
export const engagement = async (v: Visit, campaign_id: string): Promise<unknown[]> =>
  (await messagesOf(v, 'in_app_message')).filter((one) => one.campaign_id === campaign_id).map(({ status, engagement }) => [status, engagement.map(({ action, button }: any) => (button === undefined ? action : `${action} ${button}`))])

/** The page of an HTML message. */
export const htmlPage = (v: Visit) => v.page.frameLocator('iframe.ab-html-message')
export const htmlIsGone = (v: Visit): Promise<void> => soon(() => v.page.locator('iframe.ab-html-message').count()).toBe(0)
