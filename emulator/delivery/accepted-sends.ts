// Takes up what the API accepted: each send once, by the part that knows its kind. docs: the answer 201 comes before anything is sent
import type { Clock } from '../kernel/clock.ts'
import type { Journal } from '../kernel/journal.ts'
import type { Scheduler } from '../kernel/scheduler.ts'
import type { Send, Sends } from '../domain/sends/sends.ts'

const TAKE = 'send.take'

/** The accepted sends of one world. */
export function createAcceptedSends({ clock, journal, scheduler, sends }: { clock: Clock; journal: Journal; scheduler: Scheduler; sends: Sends }) {
  const takers = new Map<string, (send: Send) => void>()

  journal.observe(['send.accepted'], ({ data }) => scheduler.schedule(clock.now(), TAKE, { dispatch_id: data['dispatch_id'] }, data['dispatch_id'] as string))

  scheduler.on(TAKE, (data) => {
    const send = sends.find(data['dispatch_id'] as string)
    if (send === undefined || !sends.take(send.id)) return
    takers.get(send.kind)?.(send)
  })

  return {
    /** `taker` gets each send of this kind once, in a transaction. */
    on: (kind: Send['kind'], taker: (send: Send) => void): void => void takers.set(kind, taker),
  }
}

export type AcceptedSends = ReturnType<typeof createAcceptedSends>
