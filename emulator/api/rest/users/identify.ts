// POST /users/identify
import * as z from 'zod'
import type { Identifier } from '../../../domain/profiles/identifiers.ts'
import { EXTERNAL_ID_BYTES } from '../../../domain/profiles/identifiers.ts'
import { texts } from '../../../domain/profiles/track-identity.ts'
import { fault, rest } from '../realm.ts'
import type { ItemError } from './faults.ts'
import { identityLimit, isText, itemArray, lacking, refused } from './faults.ts'
import { readPrioritization } from './prioritization.ts'
import { identifyResponse } from './answers.ts'

type Item = Record<string, unknown>
type Read = { identifier: Identifier } | { type: string }

const tooLong = (external_id: string): Read | undefined => (Buffer.byteLength(external_id) > EXTERNAL_ID_BYTES ? { type: texts.tooLong } : undefined)

function readAlias(item: Item): Read {
  const alias = item['user_alias'] as Item | undefined | null
  if (alias === undefined || alias === null) return { type: `'user_alias' is required` }
  if (typeof alias !== 'object' || !isText(alias['alias_name']) || !isText(alias['alias_label'])) return { type: `'user_alias' is not valid` }
  return { identifier: { user_alias: { alias_name: alias['alias_name'], alias_label: alias['alias_label'] } } }
}

const readContact = (field: 'email' | 'phone') => (item: Item): Read => {
  const error = lacking(item, [field], '', 0)
  if (error !== undefined) return { type: error.type }
  const prioritization = readPrioritization(item['prioritization'])
  if ('type' in prioritization) return prioritization
  const [value, order] = [item[field] as string, prioritization.order]
  return { identifier: field === 'email' ? { email: value, prioritization: order } : { phone: value, prioritization: order } }
}

const KINDS = [
  { array: 'aliases_to_identify', counter: 'aliases_processed', read: readAlias },
  { array: 'emails_to_identify', counter: 'emails_processed', read: readContact('email') },
  { array: 'phone_numbers_to_identify', counter: 'phone_numbers_processed', read: readContact('phone') },
] as const

export const identify = rest({
  method: 'POST',
  path: '/users/identify',
  permission: 'users.identify',
  limit: identityLimit,
  status: 201,
  docs: 'api/endpoints/user_data/post_user_identify',
  evidence: ['documented', 'client'],
  response: identifyResponse,
  body: z.looseObject({
    aliases_to_identify: itemArray('aliases_to_identify').optional(),
    emails_to_identify: itemArray('emails_to_identify').optional(),
    phone_numbers_to_identify: itemArray('phone_numbers_to_identify').optional(),
    merge_behavior: z.enum(['none', 'merge'], { error: `'merge_behavior' is not valid` }).nullish().describe('Older parameter, still sent by connectors; default merge'),
  }),
  handle({ world, body }) {
    const rule = 'users/identify'
    if (KINDS.every(({ array }) => (body[array] ?? []).length === 0)) throw fault(400, `'aliases_to_identify', 'emails_to_identify' or 'phone_numbers_to_identify' is required`)
    const counters: Record<string, number> = {}
    const errors: ItemError[] = []
    for (const { array, counter, read } of KINDS) {
      if (body[array] === undefined) continue
      counters[counter] = 0
      for (const [index, item] of body[array].entries()) {
        const result = lacking(item, ['external_id'], '', index) ?? tooLong(item['external_id'] as string) ?? read(item)
        if ('type' in result) {
          errors.push(refused(world, rule, { type: result.type, input_array: 'user_identifiers', index })) // observed: rudder-transformer's recorded answers
        } else {
          world.identify.identify(result.identifier, item['external_id'] as string, body.merge_behavior !== 'none')
          counters[counter]++
        }
      }
    }
    return { ...counters, ...(errors.length > 0 ? { errors } : {}), message: 'success' }
  },
})
