// Ways to break an emulator from outside, at its front door: what a scenario is there to find.
import type { Fetch, Wrap } from '../../scenarios/target.ts'

type Body = Record<string, any>
const at = (request: Request, path: string): boolean => new URL(request.url).pathname.replace(/\/$/, '').startsWith(path)

/** Changes what the emulator gets on a path. */
export const requests = (path: string, edit: (body: Body) => Body): Wrap => (fetch) => async (request) => {
  if (!at(request, path) || request.method === 'GET') return fetch(request)
  const body = JSON.stringify(edit((await request.json()) as Body))
  return fetch(new Request(request.url, { method: request.method, headers: request.headers, body }))
}

/** Changes what the emulator answers on a path. */
export const answers = (path: string, edit: (body: Body) => Body): Wrap => (fetch) => async (request) => {
  const response = await fetch(request)
  if (!at(request, path)) return response
  const body = JSON.stringify(edit((await response.json()) as Body))
  return new Response(body, { status: response.status, headers: response.headers })
}

/** Answers on a path without letting the emulator know. */
export const stub = (path: string, status: number, body: unknown): Wrap => (fetch) => async (request) => (at(request, path) ? Response.json(body, { status }) : fetch(request))

/** An emulator with a setting that it should not have. */
export const setting = (patch: Body): Wrap => (fetch) => {
  let done = false
  const set: Fetch = async (request) => {
    if (!done) {
      done = true
      const { origin, search } = new URL(request.url)
      const workspace = new URLSearchParams(search).get('workspace')
      await fetch(new Request(`${origin}/_emulator/settings${workspace === null ? '' : `?workspace=${workspace}`}`, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(patch) }))
    }
    return fetch(request)
  }
  return set
}

const DATA = '/api/v3/data'
/** Changes each SDK event: none, one or several come of it. */
export const events = (edit: (event: Body, batch: Body) => Body[]): Wrap => requests(DATA, (body) => ({ ...body, events: ((body['events'] ?? []) as Body[]).flatMap((event) => edit(event, body)) }))
export const attributes = (edit: (entry: Body, batch: Body) => Body): Wrap => requests(DATA, (body) => ({ ...body, attributes: ((body['attributes'] ?? []) as Body[]).map((entry) => edit(entry, body)) }))

export const without = (...codes: string[]): Wrap => events((event) => (codes.includes(event['name'] as string) ? [] : [event]))
export const twice = (...codes: string[]): Wrap => events((event) => (codes.includes(event['name'] as string) ? [event, { ...event, ...(event['name'] === 'ss' ? { session_id: `${event['session_id']}-again` } : {}) }] : [event]))

const anonymous = ({ user_id: _id, ...rest }: Body): Body => rest

/** Forgets every user id. */
export const withoutUserIds: Wrap = requests('/api/v3', (body) => ({
  ...anonymous(body),
  ...(body['respond_with'] === undefined ? {} : { respond_with: anonymous(body['respond_with']) }),
  ...(body['events'] === undefined ? {} : { events: body['events'].map(anonymous) }),
  ...(body['attributes'] === undefined ? {} : { attributes: body['attributes'].map(anonymous) }),
}))

/** Takes a device with another user for another device: profiles and tokens do not go along. */
export const newDeviceForEachUser: Wrap = requests('/api/v3', (body) => {
  const user = body['user_id'] ?? body['respond_with']?.user_id
  return user === undefined ? body : { ...body, device_id: `${body['device_id']}-${user}` }
})

/** Takes every device for the same one. */
export const oneDeviceForAll: Wrap = requests('/api/v3', (body) => ({ ...body, device_id: 'the-only-device' }))

/** Takes the time of arrival for the time of the event. */
export const timeOfArrival: Wrap = events((event, batch) => [event['name'] === 'ce' ? { ...event, time: batch['time'] ?? event['time'] } : event])

export const withoutTokens: Wrap = attributes(({ push_token: _token, ...rest }) => rest)

/** Keeps another campaign than the one that was defined. */
export const campaigns = (edit: (campaign: Body) => Body): Wrap => (fetch) => (request) =>
  /\/_emulator\/campaigns\/?$/.test(new URL(request.url).pathname) ? requests('/_emulator/campaigns', edit)(fetch)(request) : fetch(request)

/** Leaves a device, and its token, with whom it had before this user. */
export const tokensStayBefore = (user_id: string): Wrap => requests('/api/v3', (body) =>
  body['user_id'] !== user_id && body['respond_with']?.user_id !== user_id
    ? body
    : { ...body, device_id: `${body['device_id']}-${user_id}`, ...(body['attributes'] === undefined ? {} : { attributes: body['attributes'].map(({ push_token: _token, ...rest }: Body) => rest) }) })

/** The push service never hears that an app is gone. */
export const uninstallsUnheard: Wrap = (fetch) => async (request) => (/\/_emulator\/devices\/[^/]+\/uninstall$/.test(new URL(request.url).pathname) ? Response.json({}) : fetch(request))

/** Keeps another definition than the one that was made: `kind` is the list it is posted to, e.g. segments. */
export const defined = (kind: string, edit: (body: Body) => Body): Wrap => (fetch) => (request) =>
  new RegExp(`/_emulator/${kind}/?$`).test(new URL(request.url).pathname) ? requests(`/_emulator/${kind}`, edit)(fetch)(request) : fetch(request)

/** Changes every message of the campaigns that are defined. */
export const bodies = (edit: (message: Body) => Body): Wrap => campaigns((campaign) => {
  const { messages } = campaign
  return { ...campaign, messages: Array.isArray(messages) ? messages.map(edit) : Object.fromEntries(Object.entries(messages as Body).map(([id, message]) => [id, edit(message)])) }
})

/** Answers the paths that fit without letting the emulator know. */
export const deaf = (path: RegExp, body: unknown = {}, status = 200): Wrap => (fetch) => async (request) => (path.test(new URL(request.url).pathname) ? Response.json(body, { status }) : fetch(request))

/** Lets a member of the series of campaigns be what it is not. */
export const counts = (edit: (row: Body) => Body): Wrap => answers('/campaigns/data_series', (body) => ({
  ...body, data: body['data']?.map((day: Body) => ({ ...day, messages: Object.fromEntries(Object.entries(day['messages'] as Record<string, Body[]>).map(([channel, rows]) => [channel, rows.map(edit)])) })),
}))

/** Takes every SDK key, and every REST key, for the ones given: workspaces and apps are not told apart. */
export const oneKeyForAll = ({ sdk, rest }: { sdk?: string; rest?: string }): Wrap => (fetch) => async (request) => {
  const headers = new Headers(request.headers)
  const isSdk = at(request, '/api/v3')
  if (isSdk && sdk !== undefined) headers.set('x-braze-api-key', sdk)
  if (rest !== undefined && headers.get('authorization')?.startsWith('Bearer ') === true && !at(request, '/_emulator')) headers.set('authorization', `Bearer ${rest}`)
  if (request.method === 'GET') return fetch(new Request(request.url, { headers }))
  const text = await request.text()
  const body = isSdk && sdk !== undefined ? JSON.stringify({ ...(JSON.parse(text) as Body), api_key: sdk }) : text
  return fetch(new Request(request.url, { method: request.method, headers, ...(text === '' ? {} : { body }) }))
}

/** Forgets a member of the query. */
export const withoutQuery = (path: string, name: string): Wrap => (fetch) => async (request) => {
  if (!at(request, path)) return fetch(request)
  const url = new URL(request.url)
  url.searchParams.delete(name)
  return fetch(new Request(url, request))
}

/** Changes every user that an export shows. */
export const exported = (edit: (user: Body) => Body): Wrap => answers('/users/export/ids', (body) => ({ ...body, users: (body['users'] as Body[]).map(edit) }))
/** Changes every item of a list of /users/track. */
export const tracked = (list: 'attributes' | 'events' | 'purchases', edit: (item: Body) => Body): Wrap => requests('/users/track', (body) => (Array.isArray(body[list]) ? { ...body, [list]: (body[list] as Body[]).map(edit) } : body))
