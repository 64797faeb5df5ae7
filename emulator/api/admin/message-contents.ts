// What is wrong within a message of a definition: numbers, words and objects that no push service, device or Meta takes. Of which type a member is, the domain knows.
import * as z from 'zod'

const isLiquid = (text: string): boolean => /\{\{|\{%/.test(text)

/** Made when it is first needed: schemas cost start time. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** What push services and Meta take. docs: apple_object, android_object (`time_to_live`), push_settings ("Kindle (ADM): 31 days"), whats_app_object */
const RANGES: readonly (readonly [channels: readonly string[], member: string, least: number, most: number])[] = [
  [['ios_push'], 'relevance_score', 0, 1], [['ios_push'], 'apns_priority', 1, 10], [['ios_push'], 'time_to_live', 0, Infinity],
  [['android_push', 'web_push'], 'time_to_live', 0, 28 * 86_400], [['kindle_push'], 'time_to_live', 0, 31 * 86_400],
]
const WORDS: readonly (readonly [channels: readonly string[], member: string, words: readonly string[]])[] = [
  [['ios_push'], 'asset_file_type', ['aif', 'gif', 'jpg', 'm4a', 'mp3', 'mp4', 'png', 'wav']],
  [['whats_app', 'whatsapp'], 'message_type', ['template_message', 'text_response_message', 'text_image_response_message', 'quick_reply_response_message', 'list_response_message', 'flow_response_message']],
]

/** Objects whose members a device or Meta needs; Liquid may stand where a number does. docs: android_object ("Android conversation push object"), whats_app_object ("flow_response_message") */
const shapes = once(() => {
  const filled = z.string().min(1)
  const texts = z.array(z.string()).nullish()
  /** What is no object the domain refuses, in its words. */
  const object = (members: z.ZodRawShape) =>
    z.unknown().superRefine((value, context) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return
      z.looseObject(members).safeParse(value).error?.issues.forEach(({ path, message }) => context.addIssue({ code: 'custom', path: [...path], message }))
    }).optional()
  const messages = z.array(z.looseObject({ text: filled, timestamp: z.union([z.int(), filled]), person_id: filled }))
  const content = { header_media_uri: z.string().nullish(), flow_button: object({ caption: filled.refine((value) => isLiquid(value) || value.length <= 20, { error: 'has more than 20 characters' }), flow_id: filled }), generate_custom_attribute: z.boolean().nullish() }
  const whats_app = object({ ...content, message: object(content) })
  return {
    android_push: object({ conversation_data: object({ shortcut_id: filled, reply_person_id: filled, messages, persons: z.array(z.looseObject({ id: filled, name: filled })) }) }),
    ios_push: object({ alert: object({ title_loc_args: texts, loc_args: texts }) }),
    whats_app, whatsapp: whats_app,
  } as Record<string, z.ZodType>
})

/** Numbers and words that no provider takes; of which type a member is, the domain knows. Liquid is judged when it is rendered. */
export function taken(message: Record<string, unknown>, context: z.RefinementCtx): void {
  const wrong = (member: string, why: string): void => context.addIssue({ code: 'custom', path: [member], message: `${why}: ${String(message[member])}` })
  const of = (channels: readonly string[]): boolean => channels.includes(message['channel'] as string)
  for (const [channels, member, least, most] of RANGES) {
    const value = message[member]
    if (of(channels) && typeof value === 'number' && (value < least || value > most)) wrong(member, most === Infinity ? `is less than ${least}` : `is not from ${least} to ${most}`)
  }
  for (const [channels, member, words] of WORDS) {
    const value = message[member]
    if (of(channels) && typeof value === 'string' && value !== '' && !isLiquid(value) && !words.includes(value)) wrong(member, `is none of ${words.join(', ')}`)
  }
  const channel = String(message['channel'])
  const shape = Object.hasOwn(shapes(), channel) ? shapes()[channel] : undefined
  shape?.safeParse(message).error?.issues.forEach(({ path, message }) => context.addIssue({ code: 'custom', path: [...path], message }))
}
