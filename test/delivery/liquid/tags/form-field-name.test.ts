// {% form_field_name … %}: the names of a preference center's fields.
import { expect, test } from 'vitest'
import { createLiquid } from '../../../../emulator/delivery/liquid/engine.ts'

const liquid = createLiquid()

test('the global state, a group, a group by variable', () => {
  expect(liquid.renderNow('<input name="{% form_field_name :email_global_state %}">', {})).toBe('<input name="email_global_state">')
  expect(liquid.renderNow('{% form_field_name :subscription_group 3d2ae07a-f2ff-4318-bdff-e394f2d3a4ec %}', {})).toBe('subscription_group[3d2ae07a-f2ff-4318-bdff-e394f2d3a4ec]')
  expect(liquid.renderNow('{% form_field_name :subscription_group {{ id }} %}', { id: 'g1' })).toBe('subscription_group[g1]')
})

test.each(['', 'email_global_state', ':subscription_group', ':other x'])('anything else is a mistake: %j', (args) => expect(() => liquid.renderNow(`{% form_field_name ${args} %}`, {})).toThrow('form_field_name takes'))
