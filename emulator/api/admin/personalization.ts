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
const Credential = z.strictObject({ id, name: z.string().regex(/^\S+$/, { error: 'a name is one word: a template says it behind :basic_auth' }), username: z.string(), password: z.string() })

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
  change: Credential.omit({ id: true }).partial(),
  list: (world) => world.connectedContentCredentials.list(),
  id: (credential) => credential.id,
  add: (world, body: z.output<typeof Credential>) => world.connectedContentCredentials.create(body as never),
  update: (world, wanted, body: object) => world.connectedContentCredentials.update(wanted, body),
  remove: (world, wanted) => world.connectedContentCredentials.remove(wanted),
})

export const personalization = [...lists, ...credentials]
