// POST /users/delete
import * as z from 'zod'
import type { Identifier } from '../../../domain/profiles/identifiers.ts'
import { fault, rest } from '../realm.ts'
import { idArray, identityLimit, isText, MOST_IDS, objects, TOO_MANY_IDS } from './faults.ts'
import { readPrioritization } from './prioritization.ts'
import { deleteResponse } from './answers.ts'

type Item = Record<string, unknown>

function readContact(field: 'email' | 'phone', item: Item): Identifier {
  if (!isText(item[field])) throw fault(400, `'${field}' is required`)
  const prioritization = readPrioritization(item['prioritization'], { least: false })
  if ('type' in prioritization) throw fault(400, prioritization.type)
  const value = item[field]
  return field === 'email' ? { email: value, prioritization: prioritization.order } : { phone: value, prioritization: prioritization.order }
}

function readAlias(item: Item): Identifier {
  if (!isText(item['alias_name']) || !isText(item['alias_label'])) throw fault(400, `'user_aliases' must be an array of objects with 'alias_name' and 'alias_label'`)
  return { user_alias: { alias_name: item['alias_name'], alias_label: item['alias_label'] } }
}

export const remove = rest({
  method: 'POST',
  path: '/users/delete',
  permission: 'users.delete',
  limit: identityLimit,
  status: 201,
  docs: 'api/endpoints/user_data/post_user_delete',
  evidence: ['documented', 'client'],
  response: deleteResponse,
  body: z.looseObject({
    external_ids: idArray('external_ids').optional(),
    user_aliases: objects('user_aliases').optional(),
    braze_ids: idArray('braze_ids').optional(),
    email_addresses: objects('email_addresses').optional(),
    phone_numbers: objects('phone_numbers').optional(),
  }),
  handle({ world, body }) {
    // The page allows one kind per request; its own example mixes them, so all are taken.
    const identifiers: Identifier[] = [
      ...(body.external_ids ?? []).map((external_id) => ({ external_id: String(external_id) })),
      ...(body.user_aliases ?? []).map(readAlias),
      ...(body.braze_ids ?? []).map((braze_id) => ({ braze_id: String(braze_id) })),
      ...(body.email_addresses ?? []).map((item) => readContact('email', item)),
      ...(body.phone_numbers ?? []).map((item) => readContact('phone', item)),
    ]
    if (identifiers.length > MOST_IDS) throw fault(400, TOO_MANY_IDS)
    if (identifiers.length === 0) throw fault(400, `'external_ids', 'user_aliases', 'braze_ids', 'email_addresses' or 'phone_numbers' is required`)
    for (const identifier of identifiers) {
      const profile = world.identifiers.single(identifier, 'users/delete')
      if (profile !== undefined) world.deletion.remove(profile, 'users/delete')
    }
    return { deleted: identifiers.length, message: 'success' }
  },
})
