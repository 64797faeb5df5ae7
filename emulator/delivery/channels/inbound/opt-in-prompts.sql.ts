// The statements of opt-ins that wait for a confirmation.
import type { Db } from '../../../kernel/db.ts'

export const optInPromptStatements = (db: Db) => ({
  put: db.prepare<[string, string, string, number]>(
    'INSERT INTO sms_opt_in_prompts (subscription_group_id, phone, language, prompted_at) VALUES (?, ?, ?, ?) ON CONFLICT (subscription_group_id, phone) DO UPDATE SET language = excluded.language, prompted_at = excluded.prompted_at',
  ),
  of: db.prepare<[string, string], { prompted_at: number; language: string }>('SELECT prompted_at, language FROM sms_opt_in_prompts WHERE subscription_group_id = ? AND phone = ?'),
  drop: db.prepare<[string, string]>('DELETE FROM sms_opt_in_prompts WHERE subscription_group_id = ? AND phone = ?'),
})
