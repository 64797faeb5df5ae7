// Sends: requests to message users that were accepted, whole and in order, until the sending engine takes them. Nothing is delivered here.
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { SendKind, StoredSend } from './sends.sql.ts'
import { sendStatements } from './sends.sql.ts'

const DISPATCH_ID_CHARS = 32 // "acf471119f7449d579e8089032003ded". docs: post_send_transactional_message
const EXTERNAL_SEND_ID_HOURS = 24 // "a deduplication key, which Braze will store for 24 hours". docs: post_send_transactional_message

/** An accepted send; `request` is what the engine works from. */
export type Send = Omit<StoredSend, 'broadcast' | 'request'> & { broadcast: boolean; request: Record<string, unknown> }

export type NewSend = {
  kind: SendKind
  request: Record<string, unknown>
  broadcast?: boolean
  /** Given when the answer to a schedule already named it. */
  dispatch_id?: string
  schedule_id?: string | null
  send_id?: string | null
  campaign_id?: string | null
  canvas_id?: string | null
  external_send_id?: string | null
}

/** The sends of one world. */
export function createSends({ db, clock, ids, journal }: { db: Db; clock: Clock; ids: Ids; journal: Journal }) {
  const sql = sendStatements(db)
  const open = ({ broadcast, request, ...row }: StoredSend): Send => ({ ...row, broadcast: broadcast === 1, request: JSON.parse(request) as Record<string, unknown> })

  function find(dispatch_id: string): Send | undefined {
    const row = sql.find.get(dispatch_id)
    return row === undefined ? undefined : open(row)
  }

  return {
    /** An id for one dispatch: all users of one request share it. docs: help_articles/data/dispatch_id */
    newDispatchId: (): string => ids.hex(DISPATCH_ID_CHARS),
    find,
    /** Records a send as accepted. */
    accept({ kind, request, broadcast = false, dispatch_id = ids.hex(DISPATCH_ID_CHARS), schedule_id = null, send_id = null, campaign_id = null, canvas_id = null, external_send_id = null }: NewSend): Send {
      sql.insert.run({ dispatch_id, kind, at: clock.now(), schedule_id, send_id, campaign_id, canvas_id, external_send_id, broadcast: broadcast ? 1 : 0, request: JSON.stringify(request) })
      journal.append('send.accepted', {
        dispatch_id, send_kind: kind, broadcast,
        ...Object.fromEntries(Object.entries({ schedule_id, send_id, campaign_id, canvas_id, external_send_id }).filter(([, value]) => value !== null)),
      })
      return find(dispatch_id)!
    },
    /** Every send, in the order they were accepted. */
    list: ({ since = 0, limit = 100 }: { since?: number; limit?: number } = {}): Send[] => sql.all.all(since, limit).map(open),
    /** Sends that wait for the engine, in the order they were accepted. */
    accepted: ({ since = 0, limit = 100 }: { since?: number; limit?: number } = {}): Send[] => sql.accepted.all(since, limit).map(open),
    /** The engine has it: it waits no longer. False when it was taken before. */
    take: (id: number): boolean => sql.take.run(id).changes > 0,
    /** The send of the last 24 hours that was asked for with this id. */
    byExternalId(external_send_id: string): Send | undefined {
      const row = sql.byExternalId.get(external_send_id, clock.now() - EXTERNAL_SEND_ID_HOURS * 3_600_000)
      return row === undefined ? undefined : open(row)
    },
    /** Every send of a campaign under one send_id. */
    ofSendId: (campaign_id: string, send_id: string): Send[] => sql.ofSendId.all(campaign_id, send_id).map(open),
  }
}

export type Sends = ReturnType<typeof createSends>
