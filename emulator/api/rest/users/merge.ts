// POST /users/merge
import * as z from 'zod'
import type { Identifier } from '../../../domain/profiles/identifiers.ts'
import { fault, rest } from '../realm.ts'
import { identityLimit, isText, notEmpty, objectArray } from './faults.ts'
import { readPrioritization } from './prioritization.ts'
import { messageResponse } from './answers.ts'

// docs: post_users_merge ("troubleshooting")
const EXTRA_KEYS = `'merge_updates' must only have 'identifier_to_merge' and 'identifier_to_keep'`
const BAD_IDENTIFIER = `identifiers must be objects with an 'external_id' property that is a string, 'user_alias' property that is an object, 'email' property that is a string, or 'phone' property that is a string`
const TOO_MANY = 'a single request may not contain more than 50 merge updates'

function readIdentifier(value: unknown): Identifier {
  const one = (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}) as Record<string, unknown>
  const kinds = ['external_id', 'user_alias', 'email', 'phone'].filter((kind) => one[kind] !== undefined)
  if (kinds.length !== 1) throw fault(400, BAD_IDENTIFIER)
  const alias = one['user_alias'] as Record<string, unknown> | null | undefined
  if (isText(one['external_id'])) return { external_id: one['external_id'] }
  if (typeof alias === 'object' && alias !== null && isText(alias['alias_name']) && isText(alias['alias_label'])) return { user_alias: { alias_name: alias['alias_name'], alias_label: alias['alias_label'] } }
  if (!isText(one['email']) && !isText(one['phone'])) throw fault(400, BAD_IDENTIFIER)
  const prioritization = readPrioritization(one['prioritization'])
  if ('type' in prioritization) throw fault(400, prioritization.type)
  return isText(one['email']) ? { email: one['email'], prioritization: prioritization.order } : { phone: one['phone'] as string, prioritization: prioritization.order }
}

export const merge = rest({
  method: 'POST',
  path: '/users/merge',
  permission: 'users.merge',
  limit: identityLimit,
  status: 202,
  docs: 'api/endpoints/user_data/post_users_merge',
  evidence: ['documented', 'client'],
  response: messageResponse,
  body: z.looseObject({ merge_updates: objectArray('merge_updates', TOO_MANY) }),
  handle({ world, body }) {
    notEmpty('merge_updates', body.merge_updates)
    const updates = body.merge_updates.map((item) => {
      if (Object.keys(item).some((key) => key !== 'identifier_to_merge' && key !== 'identifier_to_keep')) throw fault(400, EXTRA_KEYS)
      return { from: readIdentifier(item['identifier_to_merge']), to: readIdentifier(item['identifier_to_keep']) }
    })
    for (const { from, to } of updates) {
      const [source, target] = [world.identifiers.single(from, 'users/merge'), world.identifiers.single(to, 'users/merge')]
      if (source !== undefined && target !== undefined) world.merge.merge(source, target, 'merge-endpoint', 'users/merge')
    }
    return { message: 'success' }
  },
})
