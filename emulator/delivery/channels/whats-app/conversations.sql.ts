// The statements of conversations: when somebody last wrote to a number of a subscription group.
import type { Db } from '../../../kernel/db.ts'

export const conversationStatements = (db: Db) => ({
  heard: db.prepare<[string, string, number]>(
    'INSERT INTO whats_app_conversations (subscription_group_id, phone, heard_at) VALUES (?, ?, ?) ON CONFLICT (subscription_group_id, phone) DO UPDATE SET heard_at = excluded.heard_at',
  ),
  of: db.prepare<[string, string], { heard_at: number }>('SELECT heard_at FROM whats_app_conversations WHERE subscription_group_id = ? AND phone = ?'),
})
