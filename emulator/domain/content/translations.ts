// Translations of messages, by locale: whole maps of every translation tag, live or waiting in a post-launch draft. docs: api/endpoints/translations
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Decisions } from '../decisions.ts'
import { Refusal } from '../refusal.ts'
import type { TranslationKey } from './content.sql.ts'
import { translationStatements } from './content.sql.ts'
import { malformedLiquid } from './liquid-syntax.ts'
import type { Locale, Locales } from './locales.ts'
import type { Target, Translatable, Translatables } from './translatables.ts'

export type { Target } from './translatables.ts'
export type TranslationMap = Record<string, string>
export type Translation = { locale: Locale; translation_map: TranslationMap }

const EVENTS: Readonly<Record<string, { kind: string; member: string }>> = { campaign: { kind: 'campaign.launched', member: 'campaign_id' }, canvas: { kind: 'canvas.launched', member: 'canvas_id' } }

/** The translations of one world. */
export function createTranslations({ db, journal, decisions, locales, translatables }: { db: Db; journal: Journal; decisions: Decisions; locales: Locales; translatables: Translatables }) {
  const rows = translationStatements(db)

  /** What was written into a post-launch draft goes live with it, and is gone when the draft is given up. */
  function settleDraft({ object, id }: Pick<Target, 'object' | 'id'>, { waits }: Pick<Translatable, 'waits'>): void {
    const since = rows.draftSince.get(object, id)!.seq
    if (since === null) return
    const { kind, member } = EVENTS[object]!
    const launched = journal.read({ since, kinds: [kind] }).some(({ data }) => data[member] === id)
    if (launched) rows.publish.run(object, id)
    if (launched || !waits) rows.dropDraft.run(object, id)
  }

  function open(target: Target): Translatable {
    const found = translatables.find(target)
    if (found.source.size === 0) throw new Refusal('not_enabled', { id: target.id })
    settleDraft(target, found)
    return found
  }

  const stored = ({ object, id: object_id }: Pick<Target, 'object' | 'id'>, { message_id }: Pick<Translatable, 'message_id'>, version: 'live' | 'draft'): Map<string, TranslationMap> =>
    new Map(rows.of.all({ object, object_id, message_id, version }).map((row) => [row.locale_id, JSON.parse(row.translation_map) as TranslationMap]))

  function locale(id: string): Locale {
    const found = locales.find(id)
    if (found === undefined) throw new Refusal('locale_not_found', { locale_id: id })
    return found
  }

  function save(key: TranslationKey, locale_id: string, translation_map: TranslationMap): void {
    const seq = journal.append('translation.updated', { ...key, locale_id, ids: Object.keys(translation_map) })
    rows.put.run({ ...key, locale_id, translation_map: JSON.stringify(translation_map), seq })
  }

  /** The whole map in the order of the message. Throws Refusal `missing_ids` or `malformed_translation`. */
  function whole(source: Map<string, string>, given: Record<string, unknown>): TranslationMap {
    const missing = [...source.keys()].filter((id) => !Object.hasOwn(given, id))
    if (missing.length > 0) throw new Refusal('missing_ids', { missing })
    const map: [string, string][] = []
    for (const id of source.keys()) {
      const text = given[id]
      const wrong = typeof text === 'string' ? malformedLiquid(text) : 'it is no text'
      if (wrong !== undefined) throw new Refusal('malformed_translation', { id, wrong })
      map.push([id, text as string])
    }
    return Object.fromEntries(map)
  }

  return {
    /** Default texts of the translation tags by their ids. Throws as `Translatables.find` does, `not_enabled` without a tag, `locale_not_found`. */
    source(target: Target, locale_id?: string): TranslationMap {
      const { source } = open(target)
      if (locale_id !== undefined) locale(locale_id)
      return Object.fromEntries(source)
    },
    /** Translations in the order of the locales, or those of one. Throws as `source` does; `no_locales` before a workspace has one, `not_translated` when the message has none for the locale. */
    list(target: Target, locale_id?: string): Translation[] {
      const found = open(target)
      if (locales.list().length === 0) throw new Refusal('no_locales')
      const wanted = locale_id === undefined ? undefined : locale(locale_id)
      const draft = 'draft' in target && target.draft === true
      const maps = new Map([...stored(target, found, 'live'), ...(draft ? stored(target, found, 'draft') : [])])
      if (wanted !== undefined && !maps.has(wanted.id)) throw new Refusal('not_translated', { locale_id })
      return (wanted === undefined ? locales.list() : [wanted]).flatMap((one) => (maps.has(one.id) ? [{ locale: one, translation_map: maps.get(one.id)! }] : []))
    },
    /** What users of a locale read: the live texts of one message (`step/message` of a Canvas, '' where there is one). Undefined when it is not translated. */
    live(target: Pick<Target, 'object' | 'id'>, message_id: string, locale_id: string): TranslationMap | undefined {
      if (rows.draftSince.get(target.object, target.id)!.seq !== null) db.tx(() => settleDraft(target, { waits: translatables.waits(target.object, target.id) }))
      return stored(target, { message_id }, 'live').get(locale_id)
    },
    /** Replaces the translations of a message for a locale. Throws as `source` does; `not_draft` for what is live without a draft, `missing_ids`, `malformed_translation`. */
    put(target: Target, locale_id: string, given: Record<string, unknown>): void {
      const found = open(target)
      const { id } = locale(locale_id)
      if (found.version === undefined) throw new Refusal('not_draft', { id: target.id })
      const translation_map = whole(found.source, given)
      // "text blocks that don't exist in your current message will not be saved". docs: locales_in_messages
      const unknown = Object.keys(given).filter((one) => !found.source.has(one))
      if (unknown.length > 0) decisions.ignored({ rule: 'translations of tags that the message does not have', why: 'the message has no translation tag of this id', compared: { unknown, ids: Object.keys(translation_map) } })
      save({ object: target.object, object_id: target.id, message_id: found.message_id, version: found.version }, id, translation_map)
    },
    /** "Translations are copied along with a canvas step, campaign, or campaign variation": those of the messages of `from`, one after the other, to those of its copy. docs: locales_in_messages */
    copy(object: 'campaign' | 'canvas', from: string, to: string): void {
      const copies = translatables.messageIds(object, to)
      translatables.messageIds(object, from).forEach((message_id, index) => {
        const copied = copies[index]
        if (copied === undefined) return
        for (const [locale_id, map] of stored({ object, id: from }, { message_id }, 'live')) save({ object, object_id: to, message_id: copied, version: 'live' }, locale_id, map)
      })
    },
  }
}

export type Translations = ReturnType<typeof createTranslations>
