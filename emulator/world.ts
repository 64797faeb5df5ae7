// One world: a workspace with its database, clock and ids. The order of this file is the dependency graph; the only wiring below the wire.
import { createAccessTokens } from './domain/access-tokens.ts'
import { createApps } from './domain/apps.ts'
import { createCustomEvents } from './domain/custom-events.ts'
import { createDays } from './domain/days.ts'
import { createDecisions } from './domain/decisions.ts'
import { createDevices } from './domain/devices.ts'
import { createFiles } from './domain/files.ts'
import { createAliases } from './domain/profiles/aliases.ts'
import { createAttributes } from './domain/profiles/attributes.ts'
import { createDeviceFacts } from './domain/profiles/device-facts.ts'
import { createDeletion } from './domain/profiles/delete.ts'
import { createExternalIds } from './domain/profiles/external-ids.ts'
import { createIdentifiers } from './domain/profiles/identifiers.ts'
import { createIdentify } from './domain/profiles/identify.ts'
import { createIdentity } from './domain/profiles/identity.ts'
import { createMerge } from './domain/profiles/merge.ts'
import { createProfiles } from './domain/profiles/profiles.ts'
import { createPushTokenItems } from './domain/profiles/push-token-items.ts'
import { createTrackIdentity } from './domain/profiles/track-identity.ts'
import { createTrack } from './domain/profiles/track.ts'
import { createUserExport } from './domain/profiles/user-export.ts'
import { createUserView } from './domain/profiles/user-view.ts'
import { createPurchases } from './domain/purchases.ts'
import { createPushTokens } from './domain/push-tokens.ts'
import { createRequests } from './domain/requests.ts'
import { createRestKeys } from './domain/rest-keys.ts'
import { createSessions } from './domain/sessions.ts'
import { createSettings } from './domain/settings.ts'
import { createSubscriptionGroups } from './domain/subscription-groups.ts'
import { createClock } from './kernel/clock.ts'
import { openDb } from './kernel/db.ts'
import { createIds } from './kernel/ids.ts'
import { createJournal } from './kernel/journal.ts'
import { createScheduler } from './kernel/scheduler.ts'
import { replaceRows } from './kernel/snapshot.ts'
import { createKernelState } from './kernel/state.ts'
import { migrations } from './schema/index.ts'

export type WorldOptions = {
  /** The workspace's name. */
  id: string
  /** A file, `:memory:`, or the bytes of a snapshot. */
  file: string | Uint8Array
  seed: number
  /** Hold the clock from the start: at a time in ms, or (`true`) where it stands. */
  holdAt?: number | true | undefined
  /** Fills a world that is new or was reset: apps, keys, settings. Runs in one transaction. */
  fill: (world: World) => void
  /** Hears of timers and effects that failed, after they were written into the journal. */
  onError: (error: unknown, where: string) => void
  /** Hears that a key or token came or went. */
  onKeys: () => void
  /** How the world calls out: callbacks, files by URL. Like `fetch`. */
  outbound: typeof fetch
}

/** Opens or makes a world. Throws NewerSchema for a database of a later Brazier. */
export function createWorld({ id, file, seed, holdAt, fill, onError, onKeys, outbound }: WorldOptions) {
  const db = openDb({ file, migrations })
  const state = createKernelState(db)
  const isNew = state.get('filled') === undefined
  const clock = createClock({ state, holdAt })
  db.onRollback(clock.reload)
  const ids = createIds({ db, state, seed, scope: id })
  const journal = createJournal({ db, clock })
  const failed = (error: unknown, kind: string): void => {
    db.tx(() => journal.append('timer.failed', { timer: kind, error: String(error), stack: (error as Error)?.stack ?? null }))
    onError(error, kind)
  }
  const scheduler = createScheduler({ db, clock, onError: failed })

  const decisions = createDecisions({ journal })
  const settings = createSettings({ db, clock, journal })
  const days = createDays({ settings })
  const requests = createRequests({ db, clock })
  db.onRollback(onKeys)
  const apps = createApps({ db, clock, journal, onChange: onKeys })
  const restKeys = createRestKeys({ db, clock, journal, onChange: onKeys })
  const accessTokens = createAccessTokens({ db, clock, journal, onChange: onKeys })
  const files = createFiles({ db, clock })

  const profiles = createProfiles({ db, clock, ids, journal })
  const aliases = createAliases({ db, journal, decisions, profiles })
  const attributes = createAttributes({ clock, journal, decisions, settings, profiles })
  const identifiers = createIdentifiers({ profiles, decisions })
  const externalIds = createExternalIds({ journal, profiles })
  const subscriptionGroups = createSubscriptionGroups({ db, clock, journal, profiles })

  const customEvents = createCustomEvents({ db, clock, journal, decisions, settings, profiles })
  const purchases = createPurchases({ db, clock, journal, decisions, settings })
  const sessions = createSessions({ db, clock, journal, decisions })
  const pushTokens = createPushTokens({ db, clock, journal, decisions, profiles })
  const devices = createDevices({ db, clock, journal, profiles, pushTokens })

  const merge = createMerge({ journal, decisions, profiles, aliases, sessions, customEvents, purchases, devices, pushTokens })
  const deletion = createDeletion({ journal, profiles, pushTokens })
  const identity = createIdentity({ journal, decisions, settings, profiles, devices, merge })
  const identify = createIdentify({ journal, decisions, profiles, aliases, identifiers, merge })
  const trackIdentity = createTrackIdentity({ decisions, profiles, identifiers, aliases, sessions })
  const pushTokenItems = createPushTokenItems({ ids, apps, decisions, profiles, pushTokens })
  const track = createTrack({ clock, apps, decisions, profiles, attributes, customEvents, purchases, subscriptionGroups, trackIdentity, pushTokenItems })
  const deviceFacts = createDeviceFacts({ journal, decisions, profiles })
  const userExport = createUserExport({ clock, apps, aliases, customEvents, purchases, sessions, devices, pushTokens })

  const userView = createUserView({ apps, profiles, aliases, customEvents, purchases, sessions, devices, pushTokens, subscriptionGroups, userExport })

  const world = {
    /** True when this world was made now, not found. */
    isNew,
    id, db, clock, ids, journal, scheduler, decisions, settings, days, requests, apps, restKeys, accessTokens, files, outbound, profiles, aliases, attributes, identifiers, externalIds,
    subscriptionGroups, customEvents, purchases, sessions, pushTokens, devices, merge, deletion, identity, identify, deviceFacts, pushTokenItems, track, userExport, userView,
    /** The whole world as the bytes of one SQLite file. */
    snapshot: (): Buffer => db.serialize(),
    /** Replaces everything by a snapshot's rows. Throws NotASnapshot or NewerSchema; nothing is changed then. */
    restore: (image: Uint8Array): void => replace(image, () => void journal.append('workspace.restored', { workspace: id })),
    /** Back to the configured seed: everything gone, the clock as it was configured, ids from the first again. */
    reset: (): void =>
      replace(undefined, () => {
        if (typeof holdAt === 'number') clock.hold(holdAt)
        else clock.release()
        if (holdAt === true) clock.hold()
        begin('workspace.reset')
      }),
    close(): void {
      scheduler.stop()
      db.close()
    },
  }

  function replace(image: Uint8Array | undefined, then: () => void): void {
    try {
      replaceRows(db, migrations, image, () => {
        forget()
        then()
      })
    } catch (error) {
      forget()
      throw error
    }
    scheduler.arm()
  }

  /** After rows were replaced: what is kept in memory is read again. */
  function forget(): void {
    clock.reload()
    ids.reload()
    settings.forget()
    restKeys.forget()
    onKeys()
  }

  function begin(kind: 'workspace.created' | 'workspace.reset'): void {
    settings.begin()
    journal.append(kind, { workspace: id })
    fill(world)
    state.set('filled', true)
  }

  if (isNew) db.tx(() => begin('workspace.created'))
  scheduler.arm()
  return world
}

export type World = ReturnType<typeof createWorld>
