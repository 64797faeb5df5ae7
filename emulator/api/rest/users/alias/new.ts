// POST /users/alias/new
import * as z from 'zod'
import { rest } from '../../realm.ts'
import type { ItemError } from '../faults.ts'
import { identityLimit, itemArray, lacking, notEmpty, refused } from '../faults.ts'
import { aliasResponse } from '../answers.ts'

export const aliasNew = rest({
  method: 'POST',
  path: '/users/alias/new',
  permission: 'users.alias.new',
  limit: identityLimit,
  status: 201,
  docs: 'api/endpoints/user_data/post_user_alias',
  evidence: ['documented', 'client'],
  response: aliasResponse('user_aliases'),
  body: z.looseObject({ user_aliases: itemArray('user_aliases') }),
  handle({ world, body }) {
    notEmpty('user_aliases', body.user_aliases)
    const errors: ItemError[] = []
    for (const [index, item] of body.user_aliases.entries()) {
      const error = lacking(item, ['alias_name', 'alias_label'], 'user_aliases', index) ?? (item['external_id'] === undefined || item['external_id'] === null ? undefined : lacking(item, ['external_id'], 'user_aliases', index))
      if (error !== undefined) {
        errors.push(refused(world, 'users/alias/new', error))
        continue
      }
      const alias = { alias_name: item['alias_name'] as string, alias_label: item['alias_label'] as string }
      const external_id = item['external_id'] as string | null | undefined
      const profile = external_id === undefined || external_id === null ? undefined : world.profiles.byExternalId(external_id)
      if (external_id !== undefined && external_id !== null) {
        // "external_id given but unknown": nobody gets the alias, no user is created, no error. docs: post_user_alias
        if (profile === undefined) world.decisions.ignored({ rule: 'users/alias/new', why: 'no user has this external_id', compared: { external_id, alias } })
        else world.aliases.add(profile, alias)
      } else if (world.profiles.byAlias(alias.alias_label, alias.alias_name) === undefined) world.aliases.add(world.profiles.create('alias'), alias)
      else world.decisions.ignored({ rule: 'U10', why: 'another user has this alias', compared: { alias } })
    }
    return { aliases_processed: body.user_aliases.length - errors.length, ...(errors.length > 0 ? { errors } : {}), message: 'success' }
  },
})
