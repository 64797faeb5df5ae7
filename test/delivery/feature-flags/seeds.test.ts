// Flags and locations as seeds of the config file, in the order in which they may name each other: segments, flags, experiments.
import { expect, test } from 'vitest'
import { replaySeeds } from '../../../emulator/adapters/seeds.ts'
import { ConfigFile } from '../../../emulator/config.ts'
import { emulator } from '../../kit/world.ts'

test('a config file with all of them is taken', async () => {
  const seeds = {
    campaigns: [{ id: 'x', name: 'X', audience: { segments: ['pros'] }, messages: { m: { channel: 'feature_flag', flag_id: 'f' } } }],
    feature_flags: [{ id: 'f', rules: [{ audience: { segments: ['pros'] }, rollout_percent: 100 }] }],
    locations: [{ id: 'shops', name: 'Shops', geofences: [{ id: 'hq', latitude: 1, longitude: 2, radius_meters: 100 }] }],
    segments: [{ id: 'pros', name: 'Pros', filters: { filter: 'email_available' } }, { id: 'flagged', name: 'Flagged', filters: { filter: 'feature_flags', flag_id: 'f' } }],
    settings: { sdk_config: { feature_flags_refresh_rate_limit: 60 } },
  }
  expect(ConfigFile.parse(seeds)).toEqual(seeds)
  const e = emulator()
  await replaySeeds(e.core, 'default', seeds)
  expect([e.world.featureFlags.find('f')?.id, e.world.locations.geofence('hq')?.set.id, e.world.campaigns.find('x')?.enabled, e.world.settings.get().sdk_config.feature_flags_refresh_rate_limit]).toEqual(['f', 'shops', true, 60])
  await e.post('/users/track', { attributes: [{ external_id: 'mel', email: 'mel@example.com' }] })
  expect(e.world.segments.size({ filters: { filter: 'segment_membership', segment_id: 'flagged' } })).toBe(1)
})
