// {% form_field_name :email_global_state %} and {% form_field_name :subscription_group <id> %}: the names of a preference center's fields. docs: post_create_preference_center
import { GLOBAL_FIELD, groupField } from '../../../domain/preference-centers.ts'
import type { Tag } from '../tag.ts'

export const formFieldName: Tag = {
  name: 'form_field_name',
  run({ args }) {
    if (args === ':email_global_state') return GLOBAL_FIELD
    const id = /^:subscription_group\s+(\S+)$/.exec(args)?.[1]
    if (id === undefined) throw new Error(`form_field_name takes :email_global_state or :subscription_group and an id, not '${args}'`)
    return groupField(id)
  },
}
