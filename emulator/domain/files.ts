// Files kept in the database in pieces, written and read without standing in memory whole: media assets, parts of exports.
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../kernel/db.ts'
import { fileStatements } from './files.sql.ts'

const PIECE = 256 * 1024 // bytes of one piece

/** `expires_at` (ms): from then on the file is not served; null is for ever. */
export type FileRow = { id: string; name: string; content_type: string; size: number; created_at: number; expires_at: number | null }

/** The files of one world. */
export function createFiles({ db, clock }: { db: Db; clock: Clock }) {
  const { one, put, resize, addPiece, lastPiece, piece, drop } = fileStatements(db)

  return {
    /** Makes an empty file. */
    create({ id, name, content_type, expires_at = null }: { id: string; name: string; content_type: string; expires_at?: number | null }): void {
      put.run(id, name, content_type, clock.now(), expires_at)
    },
    /** Adds bytes at the end of a file. */
    append(id: string, bytes: Uint8Array): void {
      let n = lastPiece.get(id)?.n ?? -1
      for (let at = 0; at < bytes.length; at += PIECE) addPiece.run(id, ++n, Buffer.from(bytes.subarray(at, at + PIECE)))
      resize.run(bytes.length, id)
    },
    /** The file, unless there is none or its time is over. */
    find(id: string): FileRow | undefined {
      const row = one.get(id)
      return row === undefined || (row.expires_at !== null && row.expires_at <= clock.now()) ? undefined : row
    },
    /** Its bytes, a piece at a time, each read when it is asked for. */
    *read(id: string): Generator<Uint8Array> {
      for (let n = 0, row = piece.get(id, n); row !== undefined; row = piece.get(id, ++n)) yield row.bytes
    },
    remove: (id: string): boolean => drop.run(id).changes > 0,
  }
}

export type Files = ReturnType<typeof createFiles>
