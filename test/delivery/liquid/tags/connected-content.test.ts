// {% connected_content %}: what goes out, what comes back into the template, and everything that can go wrong on the way.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { MustWait, TryAgain } from '../../../../emulator/delivery/rendering.ts'
import { json, messages } from '../../../kit/rendering.ts'

describe('what goes out', () => {
  test('a GET with Braze\'s headers; Liquid in the address', async () => {
    const m = await messages(() => json({ a: 1 }))
    expect(await m.text('{% connected_content http://h/a?e={{${email_address} | url_param_escape}} :save c %}{{c.a}}')).toBe('1')
    expect(m.asked).toEqual([{ url: 'http://h/a?e=a%2Bb%40x.io', method: 'GET', body: undefined, headers: { 'content-type': 'application/json', accept: '*/*', 'user-agent': expect.stringMatching(/^Braze Sender [0-9a-f]{40}$/) } }])
  })
  test('a value with spaces stays one value', async () => {
    const m = await messages(() => json({}), { first_name: 'Jo Ann :save x' })
    await m.text('{% connected_content http://h/?n={{${first_name}}} :method post :body name={{${first_name}}} :save c %}')
    expect(m.asked[0]).toMatchObject({ url: 'http://h/?n=Jo Ann :save x', body: 'name=Jo Ann :save x' })
  })
  test('options over several lines, in any order', async () => {
    const m = await messages(() => json({ ok: true }))
    expect(await m.text('{% connected_content\n  http://h/x\n  :content_type text/csv\n  :headers {\n    "X-Name": "{{${first_name}}}", "Accept": "a/b"\n  }\n  :method POST\n  :body a=1\n  :save answer\n%}{{answer.ok}}')).toBe('true')
    expect(m.asked[0]).toEqual({ url: 'http://h/x', method: 'POST', body: 'a=1', headers: { 'content-type': 'text/csv', accept: 'a/b', 'x-name': 'Jo', 'user-agent': expect.any(String) } })
  })
  test.each([
    [':method post :body a=1&b=2', 'application/x-www-form-urlencoded', 'a=1&b=2'],
    [':method post :body a=1&b=x%20y+z :content_type application/json', 'application/json', '{"a":"1","b":"x y z"}'],
    [':method post :body {"a":"{{${first_name}}}"} :content_type application/json', 'application/json', '{"a":"Jo"}'],
    [':method post :content_type application/json', 'application/json', ''],
    [':method post :body {{captured}} :content_type application/json', 'application/json', '{"k": [1, 2]}'],
    [':method post :body a=1 :headers {"Content-Type":"application/json"}', 'application/json', '{"a":"1"}'],
  ])('the body of %s', async (options, type, body) => {
    const m = await messages(() => json({}))
    await m.text(`{% capture captured %}{"k": [1, 2]}{% endcapture %}{% connected_content http://h/ ${options} %}`)
    expect(m.asked[0]).toMatchObject({ method: 'POST', body: body === '' ? '' : body, headers: { 'content-type': type } })
  })
  test('a content type is both types', async () => {
    const m = await messages(() => json({}))
    await m.text('{% connected_content http://h/ :content_type application/xml %}')
    expect(m.asked[0]!.headers).toMatchObject({ 'content-type': 'application/xml', accept: 'application/xml' })
  })
  test('a credential by name; one that is gone stops the message', async () => {
    const m = await messages(() => json({}))
    const made = await m.e.admin('POST', '/connected_content_credentials', { name: 'mine', username: 'u', password: 'p:w' })
    await m.text('{% connected_content http://h/ :basic_auth mine %}')
    expect(m.asked[0]!.headers['authorization']).toBe(`Basic ${Buffer.from('u:p:w').toString('base64')}`)
    await m.e.admin('DELETE', `/connected_content_credentials/${made.body.id}`)
    await expect(m.text('{% connected_content http://h/2 :basic_auth mine %}')).rejects.toMatchObject({ reason: 'connected_content_failed', detail: { abort_log: "there is no credential 'mine'" } })
    expect(m.asked.length).toBe(1)
  })
  test('headers of a token credential, for its domain and those below', async () => {
    const m = await messages(() => json({ t: 1 }))
    expect((await m.e.admin('POST', '/connected_content_credentials', { name: 'tok', headers: { Authorization: 'Bearer s', 'X-Key': 'k' }, allowed_domain: 'Example.com' })).status).toBe(201)
    const source = (url: string, more = '') => `{% connected_content\n ${url}\n :method post\n :auth_credentials tok\n :body a=1&b={{\${user_id}}}\n :content_type application/json${more}\n :save c %}{{c.t}}`
    expect(await m.text(source('https://api.example.com/x', '\n :headers {"X-Key": "other", "X-More": "y"}'))).toBe('1')
    expect(m.asked[0]).toMatchObject({ body: '{"a":"1","b":"jo"}', headers: { 'content-type': 'application/json', authorization: 'Bearer s', 'x-key': 'k', 'x-more': 'y' } })
    expect(await m.text(source('http://example.com:8080/'))).toBe('1')
    for (const host of ['notexample.com', 'example.com.evil.io', '127.0.0.1']) await expect(m.text(source(`http://${host}/`))).rejects.toMatchObject({ reason: 'connected_content_failed', detail: { abort_log: `the credential 'tok' is for example.com, not for ${host}` } })
    expect(m.asked.length).toBe(2)
  })
  test('a credential of the other kind', async () => {
    const m = await messages(() => json({}))
    await m.e.admin('POST', '/connected_content_credentials', { name: 'tok', headers: { 'X-Key': 'k' } })
    await m.e.admin('POST', '/connected_content_credentials', { name: 'basic', username: 'u', password: 'p' })
    await m.text('{% connected_content http://anywhere/ :auth_credentials tok %}')
    for (const [option, log] of [[':basic_auth tok', "the credential 'tok' is one for :auth_credentials"], [':auth_credentials basic', "the credential 'basic' is one for :basic_auth"], [':auth_credentials gone', "there is no credential 'gone'"]]) await expect(m.text(`{% connected_content http://h/ ${option} %}`)).rejects.toMatchObject({ detail: { abort_log: log } })
    expect(m.asked.map(({ url, headers }) => [url, headers['x-key']])).toEqual([['http://anywhere/', 'k']])
  })
  test('a name and a password in the address', async () => {
    const m = await messages(() => json({}))
    await m.text('{% connected_content http://u%40x:p@h/a?b=1 %}')
    expect(m.asked).toMatchObject([{ url: 'http://h/a?b=1', headers: { authorization: `Basic ${Buffer.from('u@x:p').toString('base64')}` } }])
  })
  test('references without braces', async () => {
    const m = await messages(() => json({}), { 'zip code': 75001 })
    await m.text('{% connected_content http://h.${user_id}/?l=${language}&z=custom_attribute.${zip code}&n={{${first_name}}} :method post :body ${first_name} %}')
    expect(m.asked).toMatchObject([{ url: 'http://h.jo/?l=en&z=75001&n=Jo', body: 'Jo' }])
  })
  test.each([['{% connected_content %}', 'takes a URL'], ['{% connected_content http://h/ :method delete %}', 'only GET and POST'], ['{% connected_content http://h/ :headers nope %}', 'no JSON object'], ['{% connected_content http://h/ :save a b %}', "takes the name of a variable"]])('%s is a mistake', async (source, why) => {
    const m = await messages()
    await expect(m.text(`x\n${source}`)).rejects.toMatchObject({ line: 2, field: 'source', message: expect.stringContaining(why) })
    expect(m.asked).toEqual([])
  })
  test('what is no option is told', async () => {
    const m = await messages(() => json({ a: 1 }))
    expect(await m.preview('{% connected_content http://h/ :unknown x :save c :cache_max_age soon %}{{c.a}}')).toMatchObject({ body: { source: '1' }, notes: [{ message: "connected_content: ':unknown x' is no option, and ignored" }, { message: "connected_content: ':cache_max_age' takes seconds, not 'soon'" }] })
  })
  test('neither are words behind an option that takes one, or none', async () => {
    const m = await messages(() => json({ a: 1 }))
    expect(await m.preview('{% connected_content http://h/ :method post :Body x=1 :save c :retry twice %}{{c.a}}')).toMatchObject({ body: { source: '1' }, notes: [{ message: "connected_content: ':Body x=1 twice' is no option, and ignored" }], connected_content: [{ method: 'POST' }] })
  })
  test.each([[{ transactional: true }, 'transactional email'], [{ channel: 'banner' }, 'Banners']])('not in %j', async (more, name) => {
    const m = await messages()
    await expect(m.text('{% connected_content http://h/ %}', more)).rejects.toMatchObject({ message: `Liquid error (line 1): connected_content is not available in ${name}` })
    expect(m.asked).toEqual([])
  })
})

describe('what comes back', () => {
  const after = "[{{connected.__http_status_code__}}|{{c.__http_status_code__}}|{{c}}]"
  test.each([
    ['an object, with its status', () => json({ a: { b: [1, 2] } }, 201), ':save c', '[|201|{"a"=>{"b"=>[1, 2]}, "__http_status_code__"=>201}]'],
    ['without :save it is `connected`', () => json({ a: 1 }), '', '[200||]'],
    ['an array has no status', () => json([1, 2]), ':save c', '[||12]'],
    ['a JSON text is a value', () => json('x'), ':save c', '[||x]'],
    ['text stands where the tag was', () => new Response('<b>hi</b>'), ':save c', '<b>hi</b>[||]'],
    ['404 is nothing', () => json({ a: 1 }, 404), ':save c', '[||]'],
    ['500 is nothing', () => new Response('oops', { status: 500 }), ':save c', '[||]'],
    ['a redirect is not followed', () => new Response('there', { status: 302, headers: { location: 'http://other/' } }), ':save c', '[||]'],
    ['more than 1 MB is nothing', () => new Response('x'.repeat(1024 * 1024 + 1)), ':save c', '[||]'],
    ['1 MB is much', () => new Response('x'.repeat(1024 * 1024)), ':save c', `${'x'.repeat(1024 * 1024)}[||]`],
    ['no answer is nothing', () => { throw new TypeError('fetch failed') }, ':save c', '[||]'],
  ])('%s', async (_name, answer, options, expected) => {
    const m = await messages(answer as never)
    expect(await m.text(`{% connected_content http://h/ ${options} %}${after}`)).toBe(expected)
    expect(m.asked.length).toBe(1)
  })
  test('what an earlier call gave does not stand for one that failed', async () => {
    const m = await messages(({ url }) => (url.endsWith('1') ? json({ a: 1 }) : new Response('', { status: 500 })))
    expect(await m.text('{% connected_content http://h/1 %}{{connected.a}}{% connected_content http://h/2 %}[{{connected.a}}]{% if connected == null %}null{% endif %}')).toBe('1[]null')
  })
  test('a variable is that of its field alone', async () => {
    const m = await messages(() => json({ a: 1 }))
    expect((await m.e.world.rendering.render(m.job({ title: '{% connected_content http://h/ :save c %}{{c.a}}', body: '[{{c.a}}]' }))).body).toEqual({ title: '1', body: '[]' })
  })
  test('a service that hangs is given up', async () => {
    const m = await messages(() => new Promise(() => {}))
    expect(await m.preview('a{% connected_content http://h/ %}b')).toMatchObject({ body: { source: 'ab' }, connected_content: [{ url: 'http://h/', status: 0, cached: false, error: 'no answer within 2 s' }] })
  })
  test('over real HTTP', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/away') return void response.writeHead(301, { location: '/' }).end()
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ agent: request.headers['user-agent'], method: request.method }))
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      const m = await messages()
      const { createConnectedContent } = await import('../../../../emulator/delivery/liquid/connected-content.ts')
      const client = createConnectedContent({ clock: m.e.world.clock, outbound: fetch, workspace: 'w', strict: () => false })
      const ask = (path: string) => client.fetch({ url: url + path, method: 'GET', headers: {}, body: undefined, cache_max_age: null })
      expect(JSON.parse((await ask('/')).text!)).toEqual({ agent: expect.stringMatching(/^Braze Sender /), method: 'GET' })
      expect(await ask('/away')).toEqual({ status: 301, cached: false, error: 'redirects are not followed' })
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})

describe(':rerender', () => {
  const answers = (text: string) => messages(() => new Response(text), { last_name: 'Doe' })
  test('Liquid in the answer is rendered: what of the profile the message names itself', async () => {
    const m = await answers('Your language is {{${language}}}{{${last_name}}}{{event_properties.${p}}}')
    const cause = { cause: { event_properties: { p: '!' } } }
    expect(await m.text('Hi {{${first_name}}}, {% connected_content http://h/ :rerender %}', cause)).toBe('Hi Jo, Your language is !')
    expect(await m.text('Hi {{${first_name}}}, {% connected_content http://h/?l=${language} :rerender %}', cause)).toBe('Hi Jo, Your language is en!')
    expect((await m.preview('{% connected_content http://h/?l=${language} :rerender %}')).notes).toEqual([{ message: "'last_name' is empty here: the message itself has to name it, for Liquid that is rendered again", field: 'source' }])
    expect(await m.text('{% connected_content http://h/ %}')).toBe('Your language is {{${language}}}{{${last_name}}}{{event_properties.${p}}}')
  })
  test('then it is JSON, or is not', async () => {
    const m = await answers('[{"message":"{{event_properties.${message} | json_escape}}"}]')
    const source = '{% connected_content http://h/ :rerender :save c %}{{c[0].message}}'
    expect(await m.text(source, { cause: { event_properties: { message: 'a"b' } } })).toBe('a"b')
    const raw = await answers('{"a":"{{event_properties.${message}}}"}')
    expect(await raw.text(source, { cause: { event_properties: { message: 'a"b' } } })).toBe('{"a":"a"b"}')
  })
  test('one level deep: tags that fetch are not run again', async () => {
    const m = await answers('a{% connected_content http://h/2 %}{% catalog_items c 1 %}b{% connected_content http://h/3 :rerender %}')
    expect(await m.text('{% connected_content http://h/ :rerender %}')).toBe('ab')
    expect(m.asked.map(({ url }) => url)).toEqual(['http://h/'])
  })
  test('an answer that aborts, one that is no Liquid', async () => {
    await expect((await answers("{% abort_message('so') %}")).text('{% connected_content http://h/ :rerender %}')).rejects.toMatchObject({ log: 'so' })
    await expect((await answers('{{ oops')).text('x\n{% connected_content http://h/ :rerender %}')).rejects.toMatchObject({ line: 2, message: expect.stringContaining('Connected Content http://h/: Liquid error (line 1)') })
  })
  test('what is kept is rendered for each user', async () => {
    const m = await answers('{{event_properties.${p}}}')
    const one = (p: string) => m.now('{% connected_content http://h/ :rerender %}', { cause: { event_properties: { p } } })
    await m.text('{% connected_content http://h/ %}')
    expect([one('a'), one('b')]).toEqual(['a', 'b'])
    expect(m.asked.length).toBe(1)
  })
})

describe('the cache', () => {
  test.each([
    ['a GET for five minutes', '', '4m59s', 1], ['and no longer', '', '5m', 2], ['not with :no_cache', ':no_cache', '0s', 2], ['longer with :cache_max_age', ':cache_max_age 900', '14m', 1], ['five minutes at least', ':cache_max_age 10', '4m', 1], ['four hours at most', ':cache_max_age 99999999', '4h', 2],
    ['no POST', ':method post', '0s', 2], ['but with :cache_max_age', ':method post :cache_max_age 600', '9m', 1],
  ])('%s', async (_name, options, wait, calls) => {
    const m = await messages(() => json({ n: 1 }))
    const source = `{% connected_content http://h/ ${options} :save c %}{{c.n}}`
    expect(await m.text(source)).toBe('1')
    if (wait !== '0s') await m.e.admin('POST', '/clock/advance', { by: wait })
    expect(await m.text(source)).toBe('1')
    expect(m.asked.length).toBe(calls)
  })
  test('what failed is asked again', async () => {
    const m = await messages(() => new Response('', { status: 500 }))
    await m.text('{% connected_content http://h/ %}')
    await m.text('{% connected_content http://h/ %}')
    expect(m.asked.length).toBe(2)
  })
  test('what nobody answered is not waited for again in the same message; what failed is asked again', async () => {
    const m = await messages(({ url }) => { if (url.endsWith('gone')) throw new TypeError('fetch failed'); return new Response('', { status: 500 }) })
    const twice = (url: string) => m.e.world.rendering.render(m.job({ a: `{% connected_content ${url} %}`, b: `{% connected_content ${url} %}` }))
    await twice('http://h/gone')
    await twice('http://h/gone :no_cache')
    await twice('http://h/500')
    expect(m.asked.map(({ url }) => url)).toEqual(['http://h/gone', 'http://h/gone', 'http://h/gone', 'http://h/500', 'http://h/500'])
  })
  test('the same question at the same time is asked once', async () => {
    const m = await messages(() => json({ n: 1 }))
    expect(await Promise.all([1, 2, 3].map(() => m.text('{% connected_content http://h/ :save c %}{{c.n}}')))).toEqual(['1', '1', '1'])
    expect(m.asked.length).toBe(1)
  })
  test('is empty after a reset', async () => {
    const m = await messages(() => json({ n: 1 }))
    await m.text('{% connected_content http://h/ %}')
    m.e.world.restore(m.e.world.snapshot())
    await m.text('{% connected_content http://h/ %}')
    expect(m.asked.length).toBe(2)
  })
  test('what is kept is there at once; what is not has to wait', async () => {
    const m = await messages(() => json({ n: 7 }))
    const source = '{% connected_content http://h/ :save c %}{{c.n}}'
    expect(() => m.now(source)).toThrow(MustWait)
    expect(m.asked).toEqual([])
    await m.text(source)
    expect(m.now(source)).toBe('7')
  })
})

describe(':retry', () => {
  test.each([[500, true], [503, true], [429, true], [404, false], [301, false]])('after %s: %s', async (status, again) => {
    const m = await messages(() => new Response('', { status }))
    const rendered = m.text('a{% connected_content http://h/ :retry %}b')
    if (again) await expect(rendered).rejects.toBeInstanceOf(TryAgain)
    else expect(await rendered).toBe('ab')
  })
  test('an abort of the template comes first, a mistake does not', async () => {
    const m = await messages(() => new Response('', { status: 503 }))
    const failing = '{% connected_content http://h/ :retry %}'
    await expect(m.text(`${failing}{% if connected == null %}{% abort_message('no answer') %}{% endif %}`)).rejects.toMatchObject({ log: 'no answer' })
    await expect(m.text(`${failing}{% for i in (1..99999999999) %}{% endfor %}`)).rejects.toBeInstanceOf(TryAgain)
  })
  test('not in in-app messages', async () => expect(await (await messages(() => new Response('', { status: 500 }))).text('a{% connected_content http://h/ :retry %}b', { channel: 'in_app_message' })).toBe('ab'))
})

describe('as strict as Braze', () => {
  test.each([['http://127.0.0.1/', 'no public address'], ['http://example.com:8080/', 'only the ports 80'], ['http://localhost/', 'no public address'], ['ftp://example.com/', 'no address to call']])('%s is not called', async (url, why) => {
    const m = await messages(() => json({}))
    await m.e.admin('PATCH', '/settings', { connected_content: { strict: true } })
    expect(await m.preview(`a{% connected_content ${url} %}b`)).toMatchObject({ body: { source: 'ab' }, connected_content: [{ url, status: 0, error: expect.stringContaining(why) }] })
    expect(m.asked).toEqual([])
  })
  test('by default the developer\'s own service is', async () => {
    const m = await messages(() => json({ n: 1 }))
    expect(await m.text('{% connected_content http://127.0.0.1:3000/ :save c %}{{c.n}}')).toBe('1')
  })
})


describe('many calls', () => {
  const client = async (outbound: typeof fetch) => {
    const m = await messages()
    const { createConnectedContent } = await import('../../../../emulator/delivery/liquid/connected-content.ts')
    const made = createConnectedContent({ clock: m.e.world.clock, outbound, workspace: 'w', strict: () => false })
    return { m, ask: (url: string) => made.fetch({ url, method: 'GET', headers: {}, body: undefined, cache_max_age: null }) }
  }
  test('32 at a time', async () => {
    let [running, most, total] = [0, 0, 0]
    const { ask } = await client((async () => {
      most = Math.max(most, ++running)
      total++
      await new Promise((next) => setImmediate(next))
      running--
      return json({})
    }) as typeof fetch)
    await Promise.all(Array.from({ length: 100 }, (_, index) => ask(`http://h/${index}`)))
    expect([most, total, running]).toEqual([32, 100, 0])
  })
  test('who does not answer keeps the others waiting for a moment only', async () => {
    let done = 0
    const { ask } = await client(((url: string, { signal }: RequestInit) => (url.endsWith('quick') ? Promise.resolve(json({})) : new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason))))) as typeof fetch)
    const hanging = Array.from({ length: 40 }, (_, index) => ask(`http://h/${index}`).finally(() => done++))
    expect(await ask('http://h/quick')).toMatchObject({ status: 200 })
    expect(done).toBe(0)
    expect((await Promise.all(hanging)).map(({ error }) => error)).toEqual(Array(40).fill('no answer within 2 s'))
  })
  test('a host that only fails is left alone for a minute, others are not', async () => {
    let calls = 0
    const { m, ask } = await client((async () => new Response('', { status: (calls++, 503) })) as typeof fetch)
    for (let at = 0; at <= 3000; at++) await ask('http://bad/')
    expect(await ask('http://bad/')).toEqual({ status: 598, cached: false, error: 'the host is unhealthy: it is not called for a minute' })
    expect(calls).toBe(3001)
    expect(await ask('http://other/')).toMatchObject({ status: 503 })
    await m.e.admin('POST', '/clock/advance', { by: '1m' })
    expect(await ask('http://bad/')).toMatchObject({ status: 503 })
  })
})
