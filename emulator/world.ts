// One world: a workspace with its database, clock and ids: kernel, then nouns, then messaging and export. With world/ the only wiring below the wire.
import { createCallbacks } from './export/callbacks.ts'
import { createUserExports } from './export/user-exports.ts'
import { createClock } from './kernel/clock.ts'
import { openDb } from './kernel/db.ts'
import { createIds } from './kernel/ids.ts'
import { createJournal } from './kernel/journal.ts'
import { createScheduler } from './kernel/scheduler.ts'
import { replaceRows } from './kernel/snapshot.ts'
import { createKernelState } from './kernel/state.ts'
import { migrations } from './schema/index.ts'
import { createMessaging } from './world/messaging.ts'
import { createNouns } from './world/nouns.ts'
import { createOnDevices } from './world/on-devices.ts'

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
  /** The emulator's own address, for links in messages. */
  origin: () => string
}

/** Opens or makes a world. Throws NewerSchema for a database of a later Brazier. */
export function createWorld({ id, file, seed, holdAt, fill, onError, onKeys, outbound, origin }: WorldOptions) {
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

  const kernel = { id, db, clock, ids, journal, scheduler, onKeys }
  const nouns = createNouns(kernel)
  const outside = { failed, outbound, origin }
  const messaging = createMessaging({ ...kernel, ...outside }, nouns)
  const onDevices = createOnDevices({ ...kernel, ...outside }, nouns, messaging)
  const { files, profiles, userExport, segments } = nouns
  const callbacks = createCallbacks({ db, clock, journal, scheduler, outbound })
  const userExports = createUserExports({ db, clock, ids, journal, scheduler, files, profiles, segments, userExport, callbacks })

  const world = {
    /** True when this world was made now, not found. */
    isNew,
    id, db, clock, ids, journal, scheduler, outbound, ...nouns, ...messaging, ...onDevices, userExports,
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
      onDevices.realTime.end()
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
    db.tx(resume) // what was under way when the snapshot was taken
    scheduler.arm()
  }

  /** After rows were replaced: what is kept in memory is read again. */
  function forget(): void {
    onDevices.realTime.end()
    clock.reload()
    ids.reload()
    nouns.settings.forget()
    nouns.trackingPlan.forget()
    nouns.profiles.forget()
    nouns.analytics.forget()
    nouns.restKeys.forget()
    messaging.liveDefinitions.forget()
    messaging.connectedContent.forget()
    messaging.conversions.forget()
    nouns.frequencyRules.forget()
    nouns.featureFlags.forget()
    nouns.cards.forget()
    nouns.tags.forget()
    messaging.caps.forget()
    onKeys()
  }

  /** What was under way when the process died, or the snapshot was taken, begins again. */
  function resume(): void {
    messaging.delivery.resume()
    messaging.canvasEngine.resume()
  }

  function begin(kind: 'workspace.created' | 'workspace.reset'): void {
    nouns.settings.begin()
    journal.append(kind, { workspace: id })
    fill(world)
    state.set('filled', true)
  }

  if (isNew) db.tx(() => begin('workspace.created'))
  else db.tx(resume)
  scheduler.arm()
  return world
}

export type World = ReturnType<typeof createWorld>
