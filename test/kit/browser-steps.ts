// Steps that several browser tests take: who is in front of the page, what came of it on the server, and a picture of it.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { homeKeys } from '../../emulator/adapters/package.ts'
import type { Visit } from './chromium.ts'
import { soon } from './chromium.ts'
import { ROOT } from './sources.ts'

/** Names the user in the page, and waits until the server has started that user's session. */
export async function becomes(v: Visit, external_id: string, signature?: string): Promise<void> {
  const before = (await v.journal('session.started')).length
  await v.page.evaluate(([id, token]) => window.braze.changeUser(id, token), [external_id, signature] as const)
  await soon(async () => (await v.journal('session.started')).length).toBe(before + 1)
}

/** What /campaigns/data_series says of this campaign's channel today. */
export async function series(v: Visit, campaign_id: string, channel: string): Promise<any[]> {
  const answer = await fetch(`${v.baseUrl}/campaigns/data_series?campaign_id=${campaign_id}&length=1`, { headers: { authorization: `Bearer ${homeKeys.rest}` } })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as any).data[0].messages[channel]
}

/** Messages of a channel: status, and what was done with them. */
export async function messagesOf(v: Visit, channel: string): Promise<any[]> {
  return (await v.admin('GET', `/messages?channel=${channel}`)).messages
}

/** A picture of the page, kept below test/artefacts/browser for people to look at. */
export async function picture(v: Visit, name: string): Promise<number> {
  const folder = join(ROOT, 'test/artefacts/browser')
  mkdirSync(folder, { recursive: true })
  return (await v.page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })).length
}
