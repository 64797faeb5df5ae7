// Messages to render without a campaign: a user, an outgoing message of one channel, and an outside that answers as told.
import type { Outgoing } from '../../emulator/delivery/outgoing.ts'
import type { RenderingJob } from '../../emulator/delivery/rendering.ts'
import { NO_ORIGIN } from '../../emulator/domain/messages/messages.ts'
import { track } from './rest.ts'
import { emulator } from './world.ts'

export type Asked = { url: string; method: string; headers: Record<string, string>; body: string | undefined }
export type Outside = (asked: Asked) => Response | Promise<Response>

/** An emulator with the user `jo`; `answer` stands for all that is outside. */
export async function messages(answer: Outside = () => new Response('', { status: 404 }), attributes: Record<string, unknown> = {}) {
  const asked: Asked[] = []
  const outbound = (async (input: unknown, init: RequestInit = {}) => {
    const one: Asked = { url: String(input), method: init.method ?? 'GET', headers: { ...(init.headers as Record<string, string>) }, body: init.body as string | undefined }
    asked.push(one)
    const aborted = new Promise<never>((_, reject) => init.signal?.addEventListener('abort', () => reject(init.signal!.reason)))
    aborted.catch(() => {}) // the answer may have been there long before
    return Promise.race([answer(one), aborted])
  }) as typeof fetch
  const e = emulator({ outbound })
  await track(e, { attributes: [{ external_id: 'jo', first_name: 'Jo', email: 'a+b@x.io', language: 'en', ...attributes }] })
  const profile = () => e.world.profiles.byExternalId('jo')!
  const outgoing = (body: Record<string, unknown>, more: Partial<Outgoing> = {}): Outgoing => ({
    profile_id: profile().id, channel: 'email', body, targeting: 'all', cause: {}, frequency_capping: false, quiet_hours: null, tags: [], test: false, transactional: false, ...more,
    origin: { ...NO_ORIGIN, dispatch_id: 'd1', ...more.origin },
  })
  const job = (body: Record<string, unknown>, more: Partial<Outgoing> = {}, rest: Partial<RenderingJob> = {}): RenderingJob => ({ outgoing: outgoing(body, more), profile: profile(), target: {}, purpose: 'send', attempts: 0, ...rest })
  return {
    e, asked, profile, outgoing, job,
    /** One text, rendered outside of a transaction. */
    text: async (source: string, more: Partial<Outgoing> = {}, rest: Partial<RenderingJob> = {}): Promise<unknown> => (await e.world.rendering.render(job({ source }, more, rest))).body['source'],
    /** One text, rendered at once. */
    now: (source: string, more: Partial<Outgoing> = {}, rest: Partial<RenderingJob> = {}): unknown => e.world.rendering.renderNow(job({ source }, more, rest)).body['source'],
    preview: (source: string) => e.world.rendering.preview({ source }, { profile: profile(), channel: 'email' }),
  }
}

export const json = (value: unknown, status = 200): Response => new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } })
