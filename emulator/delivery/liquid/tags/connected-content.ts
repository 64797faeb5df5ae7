// {% connected_content <url> :save x :method post … %}: asks a service; JSON becomes a variable, text stands where the tag was. docs: connected_content/making_an_api_call, local_connected_content_variables, connected_content_retries
import type { ConnectedContentCredentials } from '../../../domain/connected-content-credentials.ts'
import { Unsendable } from '../../channels/channel.ts'
import type { ConnectedAnswer, ConnectedContent, ConnectedRequest } from '../connected-content.ts'
import { MustWait } from '../outcomes.ts'
import type { Session } from '../session.ts'
import { optionsOf, wordsOf } from '../tag-words.ts'
import type { Tag, TagCall } from '../tag.ts'

const OPTIONS = ['save', 'method', 'headers', 'body', 'content_type', 'basic_auth', 'auth_credentials', 'cache_max_age', 'no_cache', 'retry', 'rerender'] as const
/** Options of one word: what follows it is none of theirs. */
const WORDS = ['save', 'method', 'content_type', 'basic_auth', 'auth_credentials', 'cache_max_age'] as const
const FLAGS = ['no_cache', 'retry', 'rerender'] as const
const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'
/** Where the variable is when `:save` does not say. docs: local_connected_content_variables */
const VARIABLE = 'connected'
/** Statuses after which another attempt makes sense; 0 is no answer at all. docs: connected_content_retries */
const mayRetry = (status: number): boolean => status === 0 || status === 408 || status === 429 || status >= 500

/** `a=1&b=2` as JSON: "if the body is in the form key1=value1 and the type is application/json, it is JSON-encoded". docs: local_connected_content_variables */
function jsonBody(body: string): string {
  if (/^\s*[[{"]/.test(body) || !body.includes('=')) return body
  const decoded = (text: string): string => {
    try {
      return decodeURIComponent(text.replaceAll('+', ' '))
    } catch {
      return text
    }
  }
  return JSON.stringify(Object.fromEntries(body.split('&').map((pair) => [decoded(pair.split('=')[0]!), decoded(pair.slice(pair.indexOf('=') + 1))])))
}

function headersOf(text: string): Record<string, string> {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    given = undefined
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new Error(`connected_content: the headers are no JSON object: ${text.slice(0, 100)}`)
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), String(value)]))
}

/** What the variable is: an object also says its status. docs: local_connected_content_variables ("__http_status_code__") */
const variableOf = (value: unknown, status: number): unknown => (typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, __http_status_code__: status } : value)

const questionOf = ({ url, headers }: ConnectedRequest): string => JSON.stringify([url, headers])

export function connectedContent({ connectedContent: client, credentials }: { connectedContent: ConnectedContent; credentials: ConnectedContentCredentials }): Tag {
  /** The headers of a token credential; they go to its domain and the domains below it only. docs: making_an_api_call ("Using token authentication") */
  function tokensOf(name: string, url: string): Record<string, string> {
    const refused = (abort_log: string) => new Unsendable('connected_content_failed', { abort_type: 'connected_content', abort_log })
    const known = credentials.tokens(name)
    if (known === undefined) throw refused(credentials.authorization(name) === undefined ? `there is no credential '${name}'` : `the credential '${name}' is one for :basic_auth`)
    const [host, domain] = [URL.canParse(url) ? new URL(url).hostname : '', known.allowed_domain?.toLowerCase() ?? null]
    if (domain !== null && host !== domain && !host.endsWith(`.${domain}`)) throw refused(`the credential '${name}' is for ${domain}, not for ${host}`)
    return Object.fromEntries(Object.entries(known.headers).map(([header, value]) => [header.toLowerCase(), value]))
  }

  function requestOf(parts: Record<string, string>): ConnectedRequest {
    const method = (parts['method'] ?? 'get').trim().toUpperCase()
    if (method !== 'GET' && method !== 'POST') throw new Error(`connected_content: only GET and POST can be called, not ${method}`)
    const type = parts['content_type']?.trim() || undefined
    const headers: Record<string, string> = { 'content-type': type ?? (method === 'GET' ? JSON_TYPE : FORM_TYPE), accept: type ?? '*/*', ...(parts['headers'] === undefined ? {} : headersOf(parts['headers'])) }
    if (parts['basic_auth'] !== undefined) {
      const authorization = credentials.authorization(parts['basic_auth'].trim())
      // docs: making_an_api_call ("if you delete a credential … calls that use it are aborted")
      if (authorization === undefined) throw new Unsendable('connected_content_failed', { abort_type: 'connected_content', abort_log: credentials.tokens(parts['basic_auth'].trim()) === undefined ? `there is no credential '${parts['basic_auth'].trim()}'` : `the credential '${parts['basic_auth'].trim()}' is one for :auth_credentials` })
      headers['authorization'] = authorization
    }
    if (parts['auth_credentials'] !== undefined) Object.assign(headers, tokensOf(parts['auth_credentials'].trim(), parts['url']!.trim()))
    const body = parts['body']
    const age = parts['cache_max_age'] === undefined ? undefined : Number(parts['cache_max_age'])
    return {
      url: parts['url']!.trim(),
      method,
      headers,
      body: body === undefined ? undefined : headers['content-type']!.toLowerCase().startsWith(JSON_TYPE) ? jsonBody(body) : body,
      cache_max_age: parts['no_cache'] !== undefined ? null : age === undefined || Number.isNaN(age) ? undefined : age,
    }
  }

  /** With `:rerender`, Liquid in the answer is rendered, once. docs: user_profile_fields_connected_content */
  function insert(answer: ConnectedAnswer, request: ConnectedRequest, call: TagCall, session: Session): string | Promise<string> {
    if (call.parts['rerender'] === undefined || answer.text === undefined || !/\{[{%]/.test(answer.text)) return place(answer, request, call, session)
    const rendered = call.render(answer.text, { within: `Connected Content ${request.url}`, passedBack: true })
    return typeof rendered === 'string' ? place({ ...answer, text: rendered }, request, call, session) : rendered.then((text) => place({ ...answer, text }, request, call, session))
  }

  function place(answer: ConnectedAnswer, request: ConnectedRequest, { parts, set }: TagCall, session: Session): string {
    session.calls.push({ url: request.url, method: request.method, status: answer.status, cached: answer.cached, ...(answer.error === undefined ? {} : { error: answer.error }) })
    const { status, text, error } = answer
    const variable = parts['save']?.trim() || VARIABLE
    set(variable, null) // "you can detect that by checking if the connected value is null", also where an earlier call gave one. docs: making_an_api_call
    if (text === undefined) {
      // In-app messages are rendered while the user looks: they are not tried again. docs: connected_content_retries
      if (parts['retry'] !== undefined && mayRetry(status) && session.purpose !== 'preview' && session.channel !== 'in_app_message') session.again ??= `Connected Content ${request.url}: ${error}`
      session.notes.push({ message: `Connected Content ${request.url} gave nothing: ${error}` })
      return ''
    }
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return text
    }
    set(variable, variableOf(value, status))
    return ''
  }

  return {
    name: 'connected_content',
    parts(args) {
      const { '': before = '', ...options } = optionsOf(args, OPTIONS)
      const [url, ...ignored] = wordsOf(before)
      for (const name of [...WORDS, ...FLAGS]) {
        if (options[name] === undefined) continue
        const words = wordsOf(options[name])
        const at = (FLAGS as readonly string[]).includes(name) ? 0 : words.findIndex((word, index) => index > 0 && /^:\w/.test(word))
        if (at < 0) continue
        ignored.push(...words.slice(at))
        options[name] = words.slice(0, at).join(' ')
      }
      if (url === undefined) throw new Error('connected_content takes a URL')
      if (options['save'] !== undefined && !/^[\w-]+$/.test(options['save'])) throw new Error(`connected_content: ':save' takes the name of a variable, not '${options['save']}'`)
      return { url, ...options, ...(ignored.length === 0 ? {} : { ignored: ignored.join(' ') }) }
    },
    run(call) {
      const { session, now } = call
      if (call.nesting.cells > 0) return '' // in what a catalog or a service gave. docs: user_profile_fields_connected_content ("only one level deep")
      if (session === undefined) throw new Error('connected_content can not be used here')
      // docs: transactional_message_api_campaign, banners ("Connected Content isn't supported")
      if (session.transactional || session.channel === 'banner') throw new Error(`connected_content is not available in ${session.transactional ? 'transactional email' : 'Banners'}`)
      const request = requestOf(call.parts)
      const { ignored, cache_max_age } = call.parts
      if (ignored !== undefined) session.notes.push({ message: `connected_content: '${ignored}' is no option, and ignored` })
      if (cache_max_age !== undefined && request.cache_max_age === undefined) session.notes.push({ message: `connected_content: ':cache_max_age' takes seconds, not '${cache_max_age}'` })
      const known = client.fresh(request) ?? session.failed.get(questionOf(request))
      if (known !== undefined) return insert(known, request, call, session)
      if (now) throw new MustWait('Connected Content has to be asked')
      return client.fetch(request).then((answer) => {
        if (answer.status === 0 && request.method === 'GET' && request.cache_max_age !== null) session.failed.set(questionOf(request), { ...answer, cached: true })
        return insert(answer, request, call, session)
      })
    },
  }
}
