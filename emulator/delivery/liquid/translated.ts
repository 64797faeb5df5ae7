// Which text of a {% translation %} tag a user reads: that of the best of his locales that has one; else what the author wrote. docs: localization/locales_in_messages, api/endpoints/translations
import type { ContentBlocks } from '../../domain/content/content-blocks.ts'
import type { Locales } from '../../domain/content/locales.ts'
import type { Target, TranslationMap, Translations } from '../../domain/content/translations.ts'
import type { RenderingJob } from '../rendering.ts'
import type { Session } from './session.ts'

/** "push, email, banner, or in-app message". docs: locales_in_messages */
const CHANNELS = /^(email|in_app_message|banner|\w+_push)$/
type Place = readonly [Pick<Target, 'object' | 'id'>, message_id: string]

/** The translations of one world's messages. */
export function createTranslated({ translations, locales, contentBlocks }: { translations: Translations; locales: Locales; contentBlocks: ContentBlocks }) {
  /** Where the translations of a text are kept, first those that count first: a message's own, then those of its email template. */
  function placesOf({ outgoing: { origin, body } }: RenderingJob, block: string | undefined): Place[] {
    if (block !== undefined) return [[{ object: 'content_block', id: contentBlocks.named(block)?.id ?? '' }, '']]
    const { campaign_id, canvas_id, canvas_step_id, message_variation_id } = origin
    const template = body['email_template_id']
    return [
      ...(canvas_id !== null ? [[{ object: 'canvas', id: canvas_id }, `${canvas_step_id}/${message_variation_id}`] as const] : campaign_id !== null ? [[{ object: 'campaign', id: campaign_id }, message_variation_id ?? ''] as const] : []),
      ...(typeof template === 'string' ? [[{ object: 'email_template', id: template }, ''] as const] : []),
    ]
  }

  /** The texts of one rendering: looked up when a template has such a tag, and once. */
  return (job: RenderingJob): Session['translation'] => {
    const { profile, outgoing } = job
    const known = new Map<string | undefined, TranslationMap[]>()

    function maps(block: string | undefined): TranslationMap[] {
      if (!CHANNELS.test(outgoing.channel)) return []
      const places = placesOf(job, block)
      return locales.matching(profile.language, profile.country).flatMap(({ id }) => places.flatMap(([target, message_id]): TranslationMap[] => {
        const map = translations.live(target, message_id, id)
        return map === undefined ? [] : [map]
      }))
    }
    return (id, block) => {
      const found = known.get(block) ?? maps(block)
      known.set(block, found)
      const map = found.find((one) => Object.hasOwn(one, id))
      return map?.[id]
    }
  }
}

export type Translated = ReturnType<typeof createTranslated>
