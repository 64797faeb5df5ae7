// Lines of users whose time is still to come: one durable timer a lane, a page of users each time it is due, so a restart loses and repeats nobody.
import type { Clock } from '../../kernel/clock.ts'
import type { Scheduler } from '../../kernel/scheduler.ts'
import type { Messages } from '../../domain/messages/messages.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import type { WaitingRecipients } from '../../domain/sends/waiting-recipients.ts'
import type { Json } from '../outgoing.ts'
import type { Apart } from './apart.ts'

const PAGE = 500

type Nouns = { clock: Clock; scheduler: Scheduler; profiles: Profiles; messages: Messages; waitingRecipients: WaitingRecipients; apart: Apart }
/** What is done with a user whose time has come. */
export type Served = (profile: ProfileRow, data: Json, lane: string) => void

const attemptOf = ({ attempt }: Json): Json => (attempt ?? {}) as Json
const dispatchOf = (data: Json): string | undefined => attemptOf(data)['dispatch_id'] as string | undefined
const channelsOf = (data: Json): string[] | undefined => (data['channels'] ?? attemptOf(data)['channels']) as string[] | undefined

/** The lines of one world. */
export function createWaitingLine({ clock, scheduler, profiles, messages, waitingRecipients, apart }: Nouns) {
  const kindOf = (line: string): string => `line.${line}`

  /** A user who was merged waited for what the one who lives on waits for too, or has had: "nothing is sent a second time". */
  function isSecond(line: string, lane: string, heir: ProfileRow, data: Json): boolean {
    const [dispatch_id, channels] = [dispatchOf(data) ?? lane, channelsOf(data)]
    if (waitingRecipients.of(line, lane, heir.id).some((own) => dispatchOf(own.data) === dispatchOf(data) && String(channelsOf(own.data)) === String(channels))) return true
    return messages.list({ profile_id: heir.id, dispatch_id, limit: -1 }).some(({ channel }) => channels === undefined || channels.includes(channel))
  }

  function serve(line: string, lane: string, profile_id: number, data: Json, served: Served): void {
    const found = profiles.byId(profile_id)
    const profile = found === undefined ? undefined : profiles.heirOf(found)
    if (profile === undefined || (profile.id !== profile_id && isSecond(line, lane, profile, data))) return
    apart(() => served(profile, data, lane))
  }

  return {
    /** Names what is done with the users of a line. */
    on(line: string, served: Served): void {
      scheduler.on(kindOf(line), (given) => {
        const lane = given['lane'] as string
        for (const { id, profile_id, data } of waitingRecipients.due(line, lane, clock.now(), PAGE)) {
          waitingRecipients.remove(id)
          serve(line, lane, profile_id, data, served)
        }
        const next = waitingRecipients.nextDue(line, lane)
        if (next !== undefined) scheduler.schedule(Math.max(next, clock.now()), kindOf(line), { lane }, lane)
      }, { alone: true })
    },
    /** Puts a user in a lane until `due` (ms). */
    add(line: string, lane: string, { due, profile, data }: { due: number; profile: ProfileRow; data: Json }): void {
      waitingRecipients.add(line, lane, { due, profile, data })
      const planned = scheduler.dueOf(kindOf(line), lane)
      if (planned === undefined || planned > due) scheduler.schedule(due, kindOf(line), { lane }, lane)
    },
    /** When the turns of one user come (ms). */
    duesOf: (line: string, lane: string, { id }: ProfileRow): number[] => waitingRecipients.of(line, lane, id).map(({ due }) => due),
    /** Everybody of a lane goes over to that lane of another line, which serves them now. */
    move(line: string, lane: string, to: string): void {
      scheduler.cancel(kindOf(line), lane)
      if (waitingRecipients.move(line, lane, to, clock.now()) > 0) scheduler.schedule(clock.now(), kindOf(to), { lane }, lane)
    },
    /** Everybody of a lane goes away unserved; answers how many. */
    drop(line: string, lane: string): number {
      scheduler.cancel(kindOf(line), lane)
      return waitingRecipients.drop(line, lane)
    },
  }
}

export type WaitingLine = ReturnType<typeof createWaitingLine>
