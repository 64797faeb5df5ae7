// Feature flag experiments: nothing is sent. Devices get the flag of their user's variant when they ask for flags, and tell of its impressions. docs: developer_guide/feature_flags/experiments
import { passes } from '../gates/gate.ts'
import type { Channel } from './channel.ts'

export const featureFlag: Channel = {
  consent: () => passes('subscription', { needed: false }),
  reach: () => ({ targets: [{}] }),
  /** For previews: what the variant says of its flag. */
  compose: ({ body: { flag_id, enabled, properties } }) => ({ id: flag_id ?? null, enabled: enabled !== false, properties: enabled === false ? {} : (properties ?? {}) }),
  handOver: () => {},
  engage: {},
}
