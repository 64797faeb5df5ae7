// Feature flags: properties, the rules of a rollout, everyone else. Braze has no public API for them. docs: developer_guide/feature_flags/create
import * as z from 'zod'
import type { FeatureFlagInput } from '../../domain/feature-flags/feature-flags.ts'
import { endpointsOf } from './definition-endpoints.ts'

const percent = z.number()
/** As it was sent: a record would drop a property of the name `__proto__`. What is wrong with it the domain says. */
const properties = () => z.unknown().meta({ type: 'object', additionalProperties: {} })
const members = () => ({
  name: z.string().min(1), description: z.string(), enabled: z.boolean(), archived: z.boolean(), properties: properties(), fts: z.string().min(1).nullable(),
  rules: z.array(z.strictObject({ name: z.string().min(1).nullish(), audience: z.record(z.string(), z.unknown()).optional(), rollout_percent: percent.optional() })),
  everyone_else: z.union([z.boolean(), z.strictObject({ enabled: z.boolean().optional(), rollout_percent: percent.optional() })]),
})
const changed = () => z.strictObject(members()).partial()
const created = () => z.strictObject({ ...z.strictObject(members()).partial().shape, id: z.string().regex(/^(?!\.{1,2}$)[\w.-]{1,255}$/, { error: 'an id has 1 to 255 letters, digits, _, - and .' }) })

export const featureFlags = endpointsOf({
  kind: 'feature_flags',
  create: created,
  change: changed,
  list: (world) => [...world.featureFlags.list()],
  id: (flag) => flag.id,
  add: (world, body: FeatureFlagInput & { id: string }) => world.featureFlags.create(body),
  update: (world, id, body: FeatureFlagInput) => world.featureFlags.update(id, body),
  remove: (world, id) => world.featureFlags.remove(id),
})
