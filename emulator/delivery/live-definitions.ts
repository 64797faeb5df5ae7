// The campaigns and Canvases that are live now, read once and kept until one of them changes.
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import type { Campaign, Campaigns } from '../domain/campaigns/campaigns.ts'
import type { Canvas, Canvases } from '../domain/campaigns/canvases.ts'

const CHANGES = ['created', 'updated', 'deleted', 'launched', 'stopped', 'archived', 'unarchived']

/** What is live in one world. Definitions are shared: nobody changes them. */
export function createLiveDefinitions({ db, journal, campaigns, canvases }: { db: Db; journal: Journal; campaigns: Campaigns; canvases: Canvases }) {
  let kept: { campaigns: Campaign[]; canvases: Canvas[] } | undefined
  const forget = (): void => void (kept = undefined)
  const isLive = ({ enabled, draft, archived }: { enabled: boolean; draft: boolean; archived: boolean }): boolean => enabled && !draft && !archived
  const read = () => (kept ??= { campaigns: campaigns.list().filter(isLive), canvases: canvases.list().filter(isLive) })
  journal.observe(['campaign', 'canvas'].flatMap((noun) => CHANGES.map((what) => `${noun}.${what}`)), forget)
  db.onRollback(forget)

  return {
    isLive,
    campaigns: (): readonly Campaign[] => read().campaigns,
    canvases: (): readonly Canvas[] => read().canvases,
    /** Reads again, after the database was replaced. */
    forget,
  }
}

export type LiveDefinitions = ReturnType<typeof createLiveDefinitions>
