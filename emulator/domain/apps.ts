// The apps of a workspace: the SDK key is the app_id. docs: api/identifier_types
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import type { Journal } from '../kernel/journal.ts'
import { Refusal } from './refusal.ts'

export const PLATFORMS = ['iOS', 'Android', 'Web', 'Kindle', 'Roku', 'tvOS', 'Other'] as const
export type Platform = (typeof PLATFORMS)[number]
export type SdkAuthentication = 'off' | 'optional' | 'required'
/** `bundle_id`: what APNs calls the app (`apns-topic`). */
export type App = { app_id: string; name: string; platform: Platform; sdk_authentication: SdkAuthentication; created_at: number; bundle_id?: string }
type Stored = { app_id: string; name: string; platform: Platform; created_at: number; data: string }

/** The apps of one world. `onChange` hears of added and removed SDK keys. */
export function createApps({ db, clock, journal, onChange }: { db: Db; clock: Clock; journal: Journal; onChange: () => void }) {
  const all = db.prepare<[], Stored>('SELECT * FROM apps ORDER BY created_at, app_id')
  const one = db.prepare<[string], Stored>('SELECT * FROM apps WHERE app_id = ?')
  const put = db.prepare<[string, string, string, number, string]>(
    'INSERT INTO apps (app_id, name, platform, created_at, data) VALUES (?, ?, ?, ?, ?) ON CONFLICT (app_id) DO UPDATE SET name = excluded.name, platform = excluded.platform, data = excluded.data',
  )
  const remove = db.prepare<[string]>('DELETE FROM apps WHERE app_id = ?')
  const open = ({ data, ...row }: Stored): App => ({ ...row, ...(JSON.parse(data) as Pick<App, 'sdk_authentication' | 'bundle_id'>) })

  function find(app_id: string): App | undefined {
    const row = one.get(app_id)
    return row === undefined ? undefined : open(row)
  }
  const write = (app: App) => void put.run(app.app_id, app.name, app.platform, app.created_at, JSON.stringify({ sdk_authentication: app.sdk_authentication, ...(app.bundle_id === undefined ? {} : { bundle_id: app.bundle_id }) }))

  return {
    list: (): App[] => all.all().map(open),
    find,
    create(input: { app_id: string; name: string; platform: Platform; sdk_authentication?: SdkAuthentication | undefined; bundle_id?: string | undefined }): App {
      if (find(input.app_id) !== undefined) throw new Refusal('already_exists', { app_id: input.app_id })
      const app: App = { app_id: input.app_id, name: input.name, platform: input.platform, sdk_authentication: input.sdk_authentication ?? 'off', created_at: clock.now(), ...(input.bundle_id === undefined ? {} : { bundle_id: input.bundle_id }) }
      write(app)
      journal.append('app.created', { ...app })
      onChange()
      return app
    },
    update(app_id: string, patch: Partial<Pick<App, 'name' | 'platform' | 'sdk_authentication' | 'bundle_id'>>): App {
      const app = find(app_id)
      if (app === undefined) throw new Refusal('not_found', { app_id })
      const after = { ...app, ...patch }
      write(after)
      journal.append('app.updated', { app_id, changes: patch })
      onChange()
      return after
    },
    remove(app_id: string): void {
      if (remove.run(app_id).changes === 0) throw new Refusal('not_found', { app_id })
      journal.append('app.deleted', { app_id })
      onChange()
    },
  }
}

export type Apps = ReturnType<typeof createApps>
