// What the translation endpoints share: Braze's texts in {"errors":[{"message"}]}, the three kinds of answer, limits. docs: api/endpoints/translations (early access)
import * as z from 'zod'
import type { Target, TranslationMap } from '../../../domain/content/translations.ts'
import { Refusal } from '../../../domain/refusal.ts'
import type { World } from '../../../world.ts'
import type { FaultNote } from '../../endpoint.ts'
import { Fault } from '../../endpoint.ts'
import type { Limit } from '../../limits.ts'
import type { WireRequest } from '../../wire.ts'

/** "The provided translations have exceeded the maximum of 20MB." */
const PAYLOAD_BYTES = 20 * 1024 * 1024
/** Above Braze's limit, so that it can be told in its words. */
export const BODY_BYTES = PAYLOAD_BYTES + 1024 * 1024

/** Every other default of Braze counts by the hour; these pages say by the minute. */
export const aMinute = (path: string): Limit => ({ name: path, limit: 250_000, seconds: 60 })

/** Printed by the pages that write translations, and theirs is the shape of all. */
export const WORDING = { overLimit: { errors: [{ message: 'You have exceeded the maximum number of requests. Please try again later.' }] } }

const NO_LOCALE = 'The provided locale code does not exist.'
const NO_MULTI_LANGUAGE = 'This message does not support multi-language.'

const wrong = (status: number, message: string, note?: FaultNote): Fault => new Fault(status, { errors: [{ message }] }, {}, note)

type Words = Readonly<Record<string, readonly [number, string]>>

/**
 * The pages know two vocabularies: sentences in their examples, codes in their tables. A sentence is used wherever a page prints one for the case, a code of its table otherwise.
 * Braze publishes no text for a change to what is live without a draft; "you'll need to save your message as a draft first" is the page's rule.
 */
const COMMON: Words = {
  campaign_not_found: [400, 'INVALID_CAMPAIGN_ID'],
  canvas_not_found: [404, 'MESSAGE_NOT_FOUND'],
  step_not_found: [404, 'MESSAGE_NOT_FOUND'],
  message_not_found: [404, 'MESSAGE_NOT_FOUND'],
  content_block_not_found: [404, 'MESSAGE_NOT_FOUND'],
  template_not_found: [404, 'MESSAGE_NOT_FOUND'],
  unsupported_channel: [400, NO_MULTI_LANGUAGE],
  not_enabled: [400, NO_MULTI_LANGUAGE],
  locale_not_found: [400, NO_LOCALE],
  no_locales: [400, 'MULTI_LANGUAGE_NOT_ENABLED'],
  not_translated: [400, 'INVALID_LOCALE_ID'],
  not_draft: [400, 'This message has been launched. Save it as a draft before updating its translations.'],
  malformed_translation: [400, 'The provided translations yielded errors when parsing. Please contact Braze for more information.'],
}
/** The tables of the pages that show translations. */
export const VIEWED: Words = { unsupported_channel: [400, 'UNSUPPORTED_CHANNEL'], not_enabled: [400, 'MULTI_LANGUAGE_NOT_ENABLED_ON_MESSAGE'] }

function told<T>(work: () => T, words: Words = {}): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === 'missing_ids') throw wrong(400, `The provided translations are missing ${(error.details['missing'] as string[]).map((id) => `'${id}'`).join(', ')}`, { field: 'translation_map', expected: 'a text for every translation tag of the message' })
    const said = words[error.code] ?? COMMON[error.code]
    throw said === undefined ? error : wrong(said[0], said[1], { seen: error.details })
  }
}

/** Of another type: its text names nothing that there is, so it is refused in these pages' own shape instead of being ignored. */
const id = () => z.string().optional().catch(({ input }) => (input === null || input === undefined ? undefined : JSON.stringify(input)))
/** Members of a query or body that are texts. */
export const ids = <Name extends string>(...names: Name[]) => Object.fromEntries(names.map((name) => [name, id()])) as Record<Name, ReturnType<typeof id>>

/** `{id: text}`; what is no object has no ids. */
export const map = () => z.record(z.string(), z.unknown()).catch({})

/** The target's id, or the refusal of a page for none. */
export function needed(value: string | undefined, status: number, message: string): string {
  if (value === undefined || value === '') throw wrong(status, message)
  return value
}

/** `post_launch_draft_version`: true or false in words. Braze publishes no text for anything else. */
export function draftWanted(value: string | undefined): boolean {
  if (value !== undefined && !['true', 'false'].includes(value)) throw wrong(400, `'post_launch_draft_version' is not valid`, { field: 'post_launch_draft_version', seen: value, expected: 'true or false' })
  return value === 'true'
}

const localeAnswer = () => z.strictObject({ uuid: z.string(), name: z.string(), country: z.string().nullable(), language: z.string(), locale_key: z.string() })
const mapAnswer = () => z.record(z.string(), z.string()).meta({ description: 'Texts by the ids of the translation tags' })

export const translationsAnswer = () => z.strictObject({ translations: z.array(z.strictObject({ translation_map: mapAnswer(), locale: localeAnswer() })) })
export const sourceAnswer = () => z.strictObject({ translations: z.strictObject({ translation_map: mapAnswer() }), message: z.literal('success') })
export const savedAnswer = () => z.strictObject({ message: z.literal('success') })

/** The translations of a message, all or of one locale. */
export const shown = (world: World, target: Target, locale_id: string | undefined, words?: Words) => ({
  translations: told(() => world.translations.list(target, locale_id), words).map(({ locale: { id: uuid, name, country, language, locale_key }, translation_map }) => ({ translation_map, locale: { uuid, name, country, language, locale_key } })),
})

/** The default texts of its translation tags. */
export const source = (world: World, target: Target, locale_id: string | undefined) => ({ translations: { translation_map: told(() => world.translations.source(target, locale_id)) satisfies TranslationMap }, message: 'success' })

/** `locale_id`, or the name that the tables of two pages ask for instead. */
function localeOf(world: World, { locale_id, locale_name }: { locale_id?: string | undefined; locale_name?: string | undefined }): string {
  const named = locale_id ?? world.locales.list().find(({ name, locale_key }) => name === locale_name || locale_key === locale_name)?.id
  return needed(named, 400, NO_LOCALE)
}

/** Refuses a payload over 20 MB. */
export function measured(request: WireRequest): void {
  if (request.body.length > PAYLOAD_BYTES) throw wrong(400, 'The provided translations have exceeded the maximum of 20MB.', { field: 'body', seen: request.body.length, expected: `at most ${PAYLOAD_BYTES} bytes` })
}

/** Keeps translations. */
export function keep(world: World, target: Target, locale: { locale_id?: string | undefined; locale_name?: string | undefined }, translations: Record<string, unknown>) {
  told(() => world.translations.put(target, localeOf(world, locale), translations))
  return { message: 'success' }
}
