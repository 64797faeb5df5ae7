// POST /users/export/ids
import * as z from 'zod'
import type { ProfileRow } from '../../../../domain/profiles/profiles.ts'
import { EXPORTABLE } from '../../../../domain/profiles/user-export.ts'
import type { World } from '../../../../world.ts'
import { fault, rest } from '../../realm.ts'
import { idArray, MOST_IDS } from '../faults.ts'
import { exportResponse } from '../answers.ts'

const TOO_MANY = 'The max number of external_ids and aliases per request was exceeded' // docs: api/errors

const ALIASES = `'user_aliases' must be an array of objects with 'alias_name' and 'alias_label'`
const FIELDS = `'fields_to_export' must be an array of strings`
const text = (name: string) => z.string({ error: `'${name}' must be a string` }).nullish()
const IdsBody = z.looseObject({
  external_ids: idArray('external_ids').nullish(),
  user_aliases: z.array(z.looseObject({ alias_name: z.string({ error: ALIASES }), alias_label: z.string({ error: ALIASES }) }, { error: ALIASES }), { error: ALIASES }).nullish(),
  device_id: text('device_id'),
  braze_id: text('braze_id'),
  email_address: text('email_address'),
  phone: text('phone'),
  fields_to_export: z.array(z.string({ error: FIELDS }), { error: FIELDS }).nullish(),
})

/** Every identifier of the request with the profiles it names. */
function* lookUps(world: World, body: z.output<typeof IdsBody>): Generator<{ id: string; found: ProfileRow[] }> {
  const list = (profile: ProfileRow | undefined): ProfileRow[] => (profile === undefined ? [] : [profile])
  for (const id of body.external_ids ?? []) yield { id: String(id), found: list(world.profiles.byExternalId(String(id))) }
  for (const { alias_label, alias_name } of body.user_aliases ?? []) yield { id: alias_name, found: list(world.profiles.byAlias(alias_label, alias_name)) }
  if (body.braze_id) yield { id: body.braze_id, found: list(world.profiles.byBrazeId(body.braze_id)) }
  if (body.device_id) yield { id: body.device_id, found: world.devices.byDeviceId(body.device_id).flatMap((device) => (device.profile_id === null ? [] : list(world.profiles.byId(device.profile_id)))) }
  if (body.email_address) yield { id: body.email_address, found: world.identifiers.matching({ email: body.email_address }) }
  if (body.phone) yield { id: body.phone, found: world.identifiers.matching({ phone: body.phone }) }
}

export const exportIds = rest({
  method: 'POST',
  path: '/users/export/ids',
  permission: 'users.export.ids',
  limit: { name: '/users/export/ids', limit: 250, seconds: 60 },
  status: 200,
  docs: 'api/endpoints/export/user_data/post_users_identifier',
  evidence: ['documented', 'client'],
  response: exportResponse,
  body: IdsBody,
  handle({ world, body }) {
    if ((body.external_ids?.length ?? 0) > MOST_IDS || (body.user_aliases?.length ?? 0) > MOST_IDS) throw fault(400, TOO_MANY)
    const fields = body.fields_to_export ?? undefined
    const unknown = fields?.find((field) => !(EXPORTABLE as readonly string[]).includes(field))
    if (unknown !== undefined) throw fault(400, `'fields_to_export' has a field that can not be exported: ${unknown}`)
    const users = new Map<number, ProfileRow>()
    const invalid: string[] = []
    let asked = 0
    for (const { id, found } of lookUps(world, body)) {
      asked++
      if (found.length === 0) invalid.push(id)
      for (const profile of found) users.set(profile.id, profile)
    }
    if (asked === 0) throw fault(400, `'external_ids', 'user_aliases', 'device_id', 'braze_id', 'email_address' or 'phone' is required`)
    return { users: [...users.values()].map((profile) => world.userExport.of(profile, fields)), ...(invalid.length > 0 ? { invalid_user_ids: invalid } : {}), message: 'success' }
  },
})
