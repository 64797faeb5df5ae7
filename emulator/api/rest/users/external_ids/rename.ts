// POST /users/external_ids/rename
import * as z from 'zod'
import { EXTERNAL_ID_BYTES } from '../../../../domain/profiles/identifiers.ts'
import { rest } from '../../realm.ts'
import { itemArray, lacking, notEmpty, refused } from '../faults.ts'
import { renameResponse } from '../answers.ts'

// Only "new_external_id is already in use" is published; the other texts are ours in its style. docs: post_external_ids_rename
const WORDS = {
  unknown: 'current_external_id does not exist',
  deprecated: 'current_external_id is a deprecated ID',
  same: 'current_external_id and new_external_id cannot be the same',
  in_use: 'new_external_id is already in use',
} as const

export const rename = rest({
  method: 'POST',
  path: '/users/external_ids/rename',
  permission: 'users.external_ids.rename',
  limit: { name: '/users/external_ids/rename', limit: 1000, seconds: 60 },
  status: 201,
  docs: 'api/endpoints/user_data/external_id_migration/post_external_ids_rename',
  evidence: ['documented', 'client'],
  response: renameResponse,
  body: z.looseObject({ external_id_renames: itemArray('external_id_renames') }),
  handle({ world, body }) {
    notEmpty('external_id_renames', body.external_id_renames)
    const external_ids: string[] = []
    const rename_errors: [number, string][] = []
    const refuse = (index: number, type: string) => rename_errors.push([index, refused(world, 'users/external_ids/rename', { type, input_array: 'external_id_renames', index }).type])
    for (const [index, item] of body.external_id_renames.entries()) {
      const bad = lacking(item, ['current_external_id', 'new_external_id'], 'external_id_renames', index)
      const fresh = item['new_external_id'] as string
      if (bad !== undefined) refuse(index, bad.type)
      else if (Buffer.byteLength(fresh) > EXTERNAL_ID_BYTES) refuse(index, `'new_external_id' must be fewer than ${EXTERNAL_ID_BYTES + 1} bytes`)
      else {
        const outcome = world.externalIds.rename(item['current_external_id'] as string, fresh)
        if (outcome === 'renamed') external_ids.push(fresh)
        else refuse(index, WORDS[outcome])
      }
    }
    return { message: 'success', external_ids, rename_errors }
  },
})
