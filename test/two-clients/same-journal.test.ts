// The same script, two clients: the real @braze/web-sdk in Chromium and sdk-shims/web in Node answer the same to the page and leave the same journal, ids and times apart. A difference is a fault of the shim.
import { SignJWT } from 'jose'
import { generateKeyPairSync } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { homeKeys } from '../../emulator/adapters/package.ts'
import { describeInChromium } from '../kit/chromium.ts'
import { vapidKeys } from '../kit/browser-push-visit.ts'
import { DOT } from '../kit/images.ts'
import type { Client } from './clients.ts'
import { realClient, shimClient } from './clients.ts'
import type { Row } from './journals.ts'
import { journalOf } from './journals.ts'
import { EDGES, withBanners } from './edges.ts'
import { MESSAGES, withMessages } from './messages.ts'
import { OFF_AND_BACK, withBanner } from './off-and-back.ts'
import type { Step } from './script.ts'
import { STEPS } from './script.ts'
import { STARTS } from './starts.ts'

const GROUP = '3d2ae07a-f2ff-4318-bdff-e394f2d3a4ec'
const web_push = vapidKeys()

async function prepared(client: Client): Promise<object> {
  const { admin } = client.emulator
  await admin('PATCH', '/settings', { forwarding: { web_push } })
  await admin('POST', '/subscription_groups', { id: GROUP, name: 'News', channel: 'email' })
  for (const campaign of CAMPAIGNS) await admin('POST', '/campaigns', campaign)
  await admin('POST', '/banners', BANNER)
  await admin('POST', '/feature_flags', {
    id: 'shop', everyone_else: true,
    properties: { colour: { type: 'string', value: 'red' }, size: { type: 'number', value: 3.5 }, big: { type: 'boolean', value: false }, logo: { type: 'image', value: 'https://example.com/l.png' }, tree: { type: 'json', value: { leaves: [1] } }, opens: { type: 'timestamp', value: '2026-01-02T03:04:05.000Z' } },
  })
  return { group: GROUP }
}

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
/** An app that asks for signatures, and some of them. */
async function signed({ emulator, baseUrl, key }: Client): Promise<object> {
  await emulator.admin('PATCH', `/apps/${key}`, { sdk_authentication: 'required' })
  const body = JSON.stringify({ app_id: key, rsa_public_key_str: String(publicKey.export({ type: 'spki', format: 'pem' })), description: 'k' })
  expect((await fetch(`${baseUrl}/app_group/sdk_authentication/create`, { method: 'POST', headers: { authorization: `Bearer ${homeKeys.rest}`, 'content-type': 'application/json' }, body })).status).toBe(201)
  const now = Math.floor(Date.parse(emulator.clock.now()) / 1000)
  const jwt = (sub: string, seconds: number): Promise<string> => new SignJWT({ sub, exp: now + seconds }).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(privateKey)
  return { good: await jwt('mel', 3600), better: await jwt('mel', 7200), foreign: await jwt('kai', 3600) }
}

const iam = (id: string, message: object, more: object = {}) => ({ id, name: id, trigger: { type: 'custom_event', name: id }, messages: { [`${id}-1`]: { channel: 'in_app_message', message: `This is ${id}`, ...message } }, ...more })
const card = (id: string, name: string, message: object) => ({ id, name: id, trigger: { type: 'custom_event', name }, messages: { [`${id}-1`]: { channel: 'content_cards', type: 'classic', title: `The ${id}`, message: `About ${id}`, ...message } } })
const CAMPAIGNS = [
  iam('pop', { type: 'MODAL', header: 'Hi {{${first_name} | default: "you"}}', bg_color: '#FFEEDD', extras: { k: 'v' }, btns: [{ text: 'No' }, { text: 'Yes' }] }),
  iam('slide', { type: 'SLIDEUP', slide_from: 'TOP', message_close: 'SWIPE' }, { trigger: { type: 'purchase', product_id: 'boot', property_filters: [{ name: 'size', type: 'number', cmp: 'more_than', value: 40 }, { name: 'colour', type: 'string', cmp: 'is_any_of', value: ['red'] }] } }),
  { id: 'held', name: 'held', trigger: { type: 'custom_event', name: 'held' }, messages: { 'held-c': { channel: 'in_app_message', type: 'control', percent: 100 }, 'held-m': { channel: 'in_app_message', message: 'never', percent: 0 } } },
  iam('late', { type: 'MODAL', message: 'You left {{event_properties.${items}}} things' }),
  card('card', 'card me', { url: 'https://shop.example/card', link_text: 'Read', extras: { place: 'top' } }),
  card('pin', 'pin me', { type: 'captioned_image', image_url: DOT, pinned: true }),
]
const BANNER = { id: 'home', name: 'Home', placement_id: 'home', html: '<p>Hi</p>', properties: { colour: { type: 'string', value: 'red' }, size: { type: 'number', value: 2 } } }

/** An answer with the names of what was given in place of it. */
const named = (given: object, answer: unknown): unknown => JSON.parse(Object.entries(given).reduce((text, [name, value]) => text.replaceAll(JSON.stringify(value), JSON.stringify(`<${name}>`)), JSON.stringify(answer)))

type Ran = { answers: unknown[]; rows: Row[][] }
/** Runs a script; `settled` says when the rows of a step are all there. */
async function run(client: Client, steps: readonly Step[], given: object, settled: (index: number, look: () => Promise<Row[]>) => Promise<void> = async () => {}): Promise<Ran> {
  const journal = journalOf(client.emulator)
  await journal.next()
  const [answers, rows]: [unknown[], Row[][]] = [[], []]
  for (const [index, { before, reload, act, unsent }] of steps.entries()) {
    await before?.(client.emulator)
    if (reload === true) await client.reload()
    answers.push(named(given, await client.act(act, { key: client.key, baseUrl: client.baseUrl, ...given })))
    if (unsent !== true) await client.act((braze) => new Promise((done) => braze.requestImmediateDataFlush(done)))
    await client.emulator.settle()
    await settled(index, journal.look)
    rows.push(await journal.look())
    await journal.next()
  }
  return { answers, rows }
}

/** Every message that was handed to the client, and what it was told of it. */
async function messages({ emulator }: Client): Promise<unknown[]> {
  const all = (await emulator.admin('GET', '/messages?limit=1000')).messages
  return all.map(({ channel, status, reason, campaign_id, engagement }: any) => [channel, status, reason, campaign_id, engagement.map(({ action, button }: any) => [action, button ?? null])]).sort()
}

async function same(steps: readonly Step[], prepare: (client: Client) => Promise<object>): Promise<void> {
  const said = vi.spyOn(console, 'warn').mockImplementation(() => {}) // the shim's word for calls without an SDK
  const real = await realClient()
  // A headless Chromium names itself so that the SDK knows no browser
  const shim = await shimClient({ browser: 'Unknown Browser', browserVersion: 'Unknown Version', userAgent: await real.act(() => navigator.userAgent) })
  try {
    const inNode = await run(shim, steps, await prepare(shim))
    // The rows of the shim are what the real SDK's page is waited for; what comes too late shows in the next step
    const inChromium = await run(real, steps, await prepare(real), (index, look) => expect.poll(look, { timeout: 3000, interval: 20 }).toHaveLength(inNode.rows[index]!.length).catch(() => {}))
    expect(inChromium.rows.flat().length).toBeGreaterThan(steps.length)
    expect.soft(await messages(shim)).toEqual(await messages(real))
    for (const [index, { does }] of steps.entries()) {
      expect.soft({ does, answered: inNode.answers[index], rows: inNode.rows[index] }).toEqual({ does, answered: inChromium.answers[index], rows: inChromium.rows[index] })
    }
  } finally {
    await shim.end()
    await real.end()
    said.mockRestore()
  }
}

describeInChromium('the same script: the shim answers and writes as the real SDK does', () => {
  test('a whole visit', { timeout: 60_000 }, () => same(STEPS, prepared))
  test('messages', { timeout: 60_000 }, () => same(MESSAGES, withMessages))
  test('edges', { timeout: 60_000 }, () => same(EDGES, withBanners))
  test('off, and back', { timeout: 60_000 }, () => same(OFF_AND_BACK, withBanner))
  test('starts and ends', { timeout: 60_000 }, () => same(STARTS, signed))
})
