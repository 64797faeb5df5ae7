// A card of the first impression whose Connected Content is slow: what happens to the user, the campaign or the world before it answers.
import { expect, test } from 'vitest'
import { canvas, CANVAS } from '../../kit/canvas.ts'
import { cardCampaign, people, starts, syncCards, titles } from '../../kit/on-devices.ts'
import { event } from '../../kit/sdk-wire.ts'
import { emulator } from '../../kit/world.ts'

type Emulator = ReturnType<typeof emulator>
const SLOW = { card_creation: 'first_impression', title: '{% connected_content https://api.example/x :save w %}{{w.t}}' }

/** mel asks for her cards; `work` is done while her card is being made. Answers the titles that she gets, and the messages that there are. */
async function whileSlow(define: (e: Emulator) => Promise<unknown>, work: (e: Emulator, snapshot: Uint8Array) => Promise<unknown>) {
  let answer = (_: Response): void => {}
  let asked = (): void => {}
  const called = new Promise<void>((resolve) => (asked = resolve))
  const e = emulator({ outbound: (() => (asked(), new Promise<Response>((resolve) => (answer = resolve)))) as typeof fetch })
  await people(e, 'mel', 'kai')
  const snapshot = e.world.snapshot()
  await define(e)
  const waiting = syncCards(e, 'ios', { user_id: 'mel' })
  await called
  await work(e, snapshot)
  answer(new Response('{"t":"Sun"}', { headers: { 'content-type': 'application/json' } }))
  const body = await waiting
  expect(e.errors).toEqual([])
  return { e, body, made: (await e.admin('GET', '/messages')).body.messages.map(({ user, status }: any) => `${user.external_id} ${status}`) }
}
const campaign = (e: Emulator) => cardCampaign(e, 'one', SLOW)

test.each([
  ['is deleted', (e: Emulator) => e.post('/users/delete', { external_ids: ['mel'] })],
  ['is gone with the world', (e: Emulator) => e.admin('POST', '/reset')],
])('a user who %s gets nothing, and begins anew', async (_, work) => {
  const { body, made } = await whileSlow(campaign, work)
  expect([body, made]).toEqual([{ cards: [], full_sync: true, last_full_sync_at: 0, last_card_updated_at: 0 }, []])
})

test('a user who is merged: the card is that of the one who is kept', async () => {
  const { body, made } = await whileSlow(campaign, (e) => e.post('/users/merge', { merge_updates: [{ identifier_to_merge: { external_id: 'mel' }, identifier_to_keep: { external_id: 'kai' } }] }))
  expect([titles(body), made]).toEqual([['Sun'], ['kai sent']])
})

test.each([
  ['stopped', (e: Emulator) => e.admin('POST', '/campaigns/one/stop', { remove_cards: true })],
  ['archived', (e: Emulator) => e.admin('POST', '/campaigns/one/archive')],
  ['deleted', (e: Emulator) => e.admin('DELETE', '/campaigns/one')],
  ['not there yet, after a restore', async (e: Emulator, snapshot: Uint8Array) => e.world.restore(snapshot)],
])('of a campaign that is %s no card is made any more', async (_, work) => {
  const { body, made } = await whileSlow(campaign, work)
  expect([titles(body), body['full_sync'], made]).toEqual([[], true, []])
})

test('our own mistake meanwhile: the device has no news, what its request carries is taken once, and the card comes with the next sync', async () => {
  const e = emulator()
  await people(e, 'mel')
  await cardCampaign(e, 'one', { card_creation: 'first_impression' })
  await starts(e, 'ios', 'mel')
  const { finish } = e.world.cardSyncs
  Object.assign(e.world.cardSyncs, { finish: () => Promise.reject(new Error('our mistake')) })
  const rows = await e.rowsOf(async () => expect(await syncCards(e, 'ios', { user_id: 'mel', events: [event('ce', { n: 'buy' }, { user: 'mel' })] })).toEqual({ cards: [], full_sync: false, last_full_sync_at: 0, last_card_updated_at: 0 }))
  expect(rows.map(({ kind }) => kind)).toEqual(['custom_event.logged', 'request.failed'])
  expect(e.errors.splice(0).map(String)).toEqual(['Error: our mistake'])
  Object.assign(e.world.cardSyncs, { finish })
  expect(titles(await syncCards(e, 'ios', { user_id: 'mel' }))).toEqual(['one'])
})

test('our own mistake in one card leaves out that one, with a row', async () => {
  const e = emulator()
  await people(e, 'mel')
  for (const id of ['good', 'bad']) await cardCampaign(e, id, { card_creation: 'first_impression' })
  const real = e.world.delivery.renderFor
  Object.assign(e.world.delivery, { renderFor: async (outgoing: any, ...rest: any[]) => ({ ...(await (real as any)(outgoing, ...rest)), ...(outgoing.origin.campaign_id === 'bad' ? { error: new Error('our mistake') } : {}) }) })
  const rows = await e.rowsOf(async () => expect(titles(await syncCards(e, 'ios', { user_id: 'mel' }))).toEqual(['good']))
  expect(rows.filter(({ kind }) => kind.endsWith('.failed')).map(({ kind, data }) => [kind, data['timer'], data['error']])).toEqual([['timer.failed', 'Content Card', 'Error: our mistake']])
  expect(e.errors.splice(0).map(String)).toEqual(['Error: our mistake'])
})

test('of a Canvas that is stopped neither', async () => {
  const entered = async (e: Emulator) => {
    await canvas(e, [{ id: 'step', messages: { v: { channel: 'content_cards', message: 'x', ...SLOW } } }])
    await e.post('/canvas/trigger/send', { canvas_id: CANVAS, recipients: [{ external_user_id: 'mel' }] })
    await e.admin('POST', '/settle')
    await starts(e, 'ios', 'mel')
  }
  const { body, e } = await whileSlow(entered, (e) => e.admin('POST', `/canvases/${CANVAS}/stop`))
  expect([titles(body), e.world.cards.of(e.world.profiles.byExternalId('mel')!)]).toEqual([[], []])
})
