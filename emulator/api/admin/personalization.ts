// What templates use and Braze's dashboard keeps: promotion code lists, credentials for Connected Content. docs: promotion_codes/manage, connected_content/making_an_api_call
import * as z from 'zod'
import { parseTime } from '../../domain/times.ts'
import { endpointsOf } from './definition-endpoints.ts'

const id = z.string().min(1).max(255).optional()
/** ISO in, and what GET shows (ms) as well. */
const time = z
  .union([z.string(), z.number().int()])
  .transform((value, issues) => {
    const at = typeof value === 'number' ? value : parseTime(value)
    if (at === undefined) issues.addIssue({ code: 'custom', message: 'is no ISO time' })
    return at ?? z.NEVER
  })
  .nullable()
const List = z.strictObject({ id, name: z.string().min(1), code_snippet: z.string().regex(/^[\w-]+$/, { error: 'a snippet has letters, digits, - and _' }), description: z.string().optional(), expires_at: time.optional(), codes: z.array(z.string().min(1)).optional() })
const ListChange = List.omit({ id: true, code_snippet: true }).partial()
const Headers = z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: 'is no name of a header' }), z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, { error: 'is no value of a header' })).refine((headers) => Object.keys(headers).length > 0, { error: 'there is no header' })
const CredentialMembers = z.strictObject({
  id, name: z.string().regex(/^\S+$/, { error: 'a name is one word: a template says it behind :basic_auth or :auth_credentials' }),
  username: z.string().optional(), password: z.string().optional(),
  headers: Headers.optional(), allowed_domain: z.string().regex(/^[^\s/:]+$/, { error: 'is no domain' }).nullable().optional(),
})
/** Basic authentication, or token authentication. docs: making_an_api_call ("Authentication types") */
const Credential = CredentialMembers.superRefine((given, issues) => {
  const [basic, token] = [given.username !== undefined || given.password !== undefined, given.headers !== undefined || given.allowed_domain !== undefined]
  const lacking = token ? (given.headers === undefined ? ['headers'] : []) : (['username', 'password'] as const).filter((name) => given[name] === undefined)
  if (basic && token) issues.addIssue({ code: 'custom', path: ['headers'], message: 'a credential has a username and a password, or headers: not both' })
  else for (const name of lacking) issues.addIssue({ code: 'custom', path: [name], message: token ? 'a credential with an allowed_domain has headers' : 'a credential has a username and a password, or headers' })
})

const lists = endpointsOf({
  kind: 'promotion_lists',
  create: List,
  change: ListChange,
  list: (world) => world.promotionLists.list(),
  id: (list) => list.id,
  add: (world, body: z.output<typeof List>) => world.promotionLists.create(body as never),
  update: (world, wanted, body: z.output<typeof ListChange>) => world.promotionLists.update(wanted, body as never),
  remove: (world, wanted) => world.promotionLists.remove(wanted),
})

const credentials = endpointsOf({
  kind: 'connected_content_credentials',
  create: Credential,
  change: CredentialMembers.omit({ id: true }).partial(),
  list: (world) => world.connectedContentCredentials.list(),
  id: (credential) => credential.id,
  add: (world, body: z.output<typeof Credential>) => world.connectedContentCredentials.create(body as never),
  update: (world, wanted, body: object) => world.connectedContentCredentials.update(wanted, body),
  remove: (world, wanted) => world.connectedContentCredentials.remove(wanted),
})

export const personalization = [...lists, ...credentials]
