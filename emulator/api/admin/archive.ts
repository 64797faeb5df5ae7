// GET /_emulator/archive: the objects that message archiving writes, and each of them: gzipped JSON under the key it has in a bucket. docs: export_braze_data/message_archiving
import { gzipSync } from 'node:zlib'
import * as z from 'zod'
import { isoTime } from '../../kernel/clock.ts'
import type { Endpoint } from '../endpoint.ts'
import { Reply } from '../endpoint.ts'
import { listOf, workspace } from './lists.ts'
import { admin, adminFault } from './realm.ts'

const listArchive = admin({
  method: 'GET',
  path: '/archive',
  query: () => z.looseObject({ ...workspace, prefix: z.string().default(''), cursor: z.coerce.number().int().min(0).default(0), limit: z.coerce.number().int().min(1).max(1000).default(100) }),
  handle: ({ world, query: { prefix, cursor, limit } }) => listOf('objects', world.archive.list({ prefix, since: cursor, limit: limit + 1 }).map(({ seq, key, at }) => ({ seq, key, last_modified: isoTime(at) })), limit, (row) => String(row.seq)),
})

const showArchived = admin({
  method: 'GET',
  path: '/archive/sent_messages/:channel/:address/:owner/:file',
  handle({ world, params }) {
    const key = ['sent_messages', params['channel'], params['address'], params['owner'], params['file']].join('/')
    const content = world.archive.find(key)
    if (content === undefined) throw adminFault(404, 'not_found', 'there is no object with this key; channels are archived when the setting message_archiving names them', { key })
    const body = gzipSync(JSON.stringify(content))
    return new Reply({ status: 200, headers: { 'content-type': 'application/gzip', 'content-length': String(body.length), 'cache-control': 'no-store' }, body })
  },
})

export const archive: readonly Endpoint[] = [listArchive, showArchived]
