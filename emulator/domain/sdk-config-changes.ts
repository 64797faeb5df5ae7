// What else than settings the config of the SDKs depends on: each change makes it newer, for SDKs take none that is not. observed: web SDK 6.13.0, BrazeKit 18.2 (`config.time`)
import type { Journal } from '../kernel/journal.ts'
import type { Campaigns } from './campaigns/campaigns.ts'
import type { Canvases } from './campaigns/canvases.ts'
import type { Settings } from './settings.ts'

const CHANGES = ['launched', 'updated', 'stopped', 'archived', 'unarchived', 'deleted']

/** Watches one world. An app's platform decides which members its config has; locations and Banners switch theirs on. */
export function watchSdkConfig({ journal, settings, campaigns, canvases }: { journal: Journal; settings: Settings; campaigns: Campaigns; canvases: Canvases }): void {
  journal.observe(['app.deleted', 'location_set.created', 'location_set.updated', 'location_set.deleted'], () => settings.touch())
  journal.observe(['app.updated'], ({ data }) => {
    if ((data['changes'] as { platform?: unknown }).platform !== undefined) settings.touch()
  })
  const hear = (noun: 'campaign' | 'canvas', find: (id: string) => { channels: string[] } | undefined): void =>
    journal.observe(CHANGES.map((what) => `${noun}.${what}`), ({ data }) => {
      const found = find(data[`${noun}_id`] as string)
      if (found === undefined || found.channels.includes('banner')) settings.touch() // what was in a deleted one nobody knows
    })
  hear('campaign', campaigns.find)
  hear('canvas', canvases.find)
}
