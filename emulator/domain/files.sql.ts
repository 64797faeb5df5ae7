// Statements of the files and their pieces.
import type { Db } from '../kernel/db.ts'
import type { FileRow } from './files.ts'

export function fileStatements(db: Db) {
  const one = db.prepare<[string], FileRow>('SELECT * FROM files WHERE id = ?')
  const put = db.prepare<[string, string, string, number, number | null]>('INSERT INTO files (id, name, content_type, created_at, expires_at) VALUES (?, ?, ?, ?, ?)')
  const resize = db.prepare<[number, string]>('UPDATE files SET size = size + ? WHERE id = ?')
  const addPiece = db.prepare<[string, number, Buffer]>('INSERT INTO file_pieces (file_id, n, bytes) VALUES (?, ?, ?)')
  const lastPiece = db.prepare<[string], { n: number | null }>('SELECT max(n) AS n FROM file_pieces WHERE file_id = ?')
  const piece = db.prepare<[string, number], { bytes: Buffer }>('SELECT bytes FROM file_pieces WHERE file_id = ? AND n = ?')
  const drop = db.prepare<[string]>('DELETE FROM files WHERE id = ?')
  return { one, put, resize, addPiece, lastPiece, piece, drop }
}
