// POST /users/alias/update
import * as z from 'zod'
import { rest } from '../../realm.ts'
import type { ItemError } from '../faults.ts'
import { identityLimit, itemArray, lacking, notEmpty, refused } from '../faults.ts'
import { aliasResponse } from '../answers.ts'

export const aliasUpdate = rest({
  method: 'POST',
  path: '/users/alias/update',
  permission: 'users.alias.update',
  limit: identityLimit,
  status: 201,
  docs: 'api/endpoints/user_data/post_users_alias_update',
  evidence: ['documented', 'client'],
  response: aliasResponse('alias_updates'),
  body: z.looseObject({ alias_updates: itemArray('alias_updates') }),
  handle({ world, body }) {
    notEmpty('alias_updates', body.alias_updates)
    const errors: ItemError[] = []
    for (const [index, item] of body.alias_updates.entries()) {
      const error = lacking(item, ['alias_label', 'old_alias_name', 'new_alias_name'], 'alias_updates', index)
      if (error !== undefined) errors.push(refused(world, 'users/alias/update', error))
      else world.aliases.rename(item['alias_label'] as string, item['old_alias_name'] as string, item['new_alias_name'] as string)
    }
    return { aliases_processed: body.alias_updates.length - errors.length, ...(errors.length > 0 ? { errors } : {}), message: 'success' }
  },
})
