// Locales of the workspace's multi-language settings; in Braze a matter of the dashboard. docs: user_guide/administer/global/workspace_settings/multi_language_settings
import type { Clock } from '../../kernel/clock.ts'
import type { Db } from '../../kernel/db.ts'
import type { Ids } from '../../kernel/ids.ts'
import type { Journal } from '../../kernel/journal.ts'
import { Refusal } from '../refusal.ts'
import type { Locale } from './content.sql.ts'
import { localeStatements } from './content.sql.ts'

export type { Locale } from './content.sql.ts'
export type LocaleInput = { id?: string | undefined; name: string; country?: string | null | undefined; language: string; locale_key: string }

/** "How many locales can I add? up to 200". docs: multi_language_settings */
const MOST_LOCALES = 200

/** The locales of one world. Ids and keys are unique. */
export function createLocales({ db, clock, ids, journal }: { db: Db; clock: Clock; ids: Ids; journal: Journal }) {
  const rows = localeStatements(db)

  function keyIsFree(locale_key: string, id: string): void {
    const other = rows.keyed.get(locale_key)
    if (other !== undefined && other.id !== id) throw new Refusal('already_exists', { locale_key })
  }

  return {
    list: (): Locale[] => rows.all.all(),
    find: (id: string): Locale | undefined => rows.one.get(id),
    /** The locales of a user, the best first: of the language and the country, then of the language in any country. docs: multi_language_settings ("language … and optionally the country") */
    matching(language: string | null, country: string | null): Locale[] {
      if (language === null) return []
      const [wanted, there] = [language.toLowerCase(), country?.toLowerCase()]
      const spoken = rows.all.all().filter((locale) => locale.language.toLowerCase() === wanted)
      return [...spoken.filter((locale) => locale.country !== null && locale.country.toLowerCase() === there), ...spoken.filter((locale) => locale.country === null)]
    },
    /** Throws Refusal `already_exists` or `too_many_locales`. */
    create({ id = ids.uuid(), name, country = null, language, locale_key }: LocaleInput): Locale {
      if (rows.one.get(id) !== undefined) throw new Refusal('already_exists', { id })
      keyIsFree(locale_key, id)
      if (rows.all.all().length >= MOST_LOCALES) throw new Refusal('too_many_locales', { most: MOST_LOCALES })
      const locale: Locale = { id, name, country, language, locale_key, created_at: clock.now() }
      rows.insert.run(locale)
      journal.append('locale.created', { locale_id: id, name, country, language, locale_key })
      return locale
    },
    /** Changes the members given. Throws Refusal `not_found` or `already_exists`. */
    update(id: string, patch: Partial<Omit<LocaleInput, 'id'>>): Locale {
      const locale = rows.one.get(id)
      if (locale === undefined) throw new Refusal('not_found', { id })
      const after: Locale = { ...locale, ...(patch as Partial<Locale>) }
      keyIsFree(after.locale_key, id)
      rows.save.run(after)
      journal.append('locale.updated', { locale_id: id, changes: patch })
      return after
    },
    /** Its translations go with it. Throws Refusal `not_found`. */
    remove(id: string): void {
      if (rows.remove.run(id).changes === 0) throw new Refusal('not_found', { id })
      journal.append('locale.deleted', { locale_id: id })
    },
  }
}

export type Locales = ReturnType<typeof createLocales>
