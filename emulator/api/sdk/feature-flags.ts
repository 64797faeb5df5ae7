// POST /api/v3/feature_flags/sync: every flag with the user's state; the answer replaces all that the SDK has. observed: web SDK 6.13.0
import { DataBody } from './data.ts'
import { sdk } from './realm.ts'
import { userOf } from './syncs.ts'

export const featureFlagsSync = sdk({
  path: '/feature_flags/sync',
  docs: 'developer_guide/feature_flags',
  evidence: ['client'],
  body: DataBody,
  handle: ({ world, app, body }) => ({ feature_flags: world.flagEvaluation.flagsOf(userOf(world, app!, body)) }),
})
