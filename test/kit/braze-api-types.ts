// What npm braze-api declares its methods to answer, as schemas: tsc holds each one against the client's own type, member by member, and a method without one does not compile.
import type { Braze } from 'braze-api'
import * as z from 'zod'

type Fn = (...given: never[]) => unknown
/** `campaigns.trigger.send` and so on: every method of the client. */
type PathIn<T> = { [K in keyof T & string]: T[K] extends Fn ? K : `${K}.${PathIn<T[K]>}` }[keyof T & string]
export type Path = PathIn<Braze>
type At<T, P extends string> = P extends `${infer Head}.${infer Rest}` ? (Head extends keyof T ? At<T[Head], Rest> : never) : P extends keyof T ? T[P] : never
/** What a method resolves to; of one that pages, what it yields. */
export type Answer<P extends Path> = At<Braze, P> extends (...given: never[]) => infer R ? (R extends AsyncGenerator<infer Item> ? Item : Awaited<R>) : never

// Plain names over zod's: the type is found from where the schema stands, so every declared member has to be named
const object = <T extends object>(shape: NoInfer<{ [K in keyof T]-?: z.ZodType<T[K]> }>): z.ZodType<T> => z.object(shape as z.ZodRawShape) as unknown as z.ZodType<T>
const list = <T>(item: z.ZodType<T>): z.ZodType<T[]> => z.array(item)
const optional = <T>(schema: z.ZodType<T>): z.ZodType<T | undefined> => z.optional(schema)
const nullable = <T>(schema: z.ZodType<T>): z.ZodType<T | null> => z.nullable(schema)
const oneOf = <const T extends string>(...values: T[]): z.ZodType<T> => z.enum(values as [T, ...T[]]) as unknown as z.ZodType<T>
const text = z.string()
const flag = z.boolean()
const number = z.number()
const texts = list(text)

const errors = optional(texts)
const server = object<Answer<'users.merge'>>({ message: text, errors })
const dispatched = object<Answer<'messages.send'>>({ dispatch_id: text, message: text })
const scheduled = object<Answer<'campaigns.trigger.schedule.create'>>({ dispatch_id: text, schedule_id: text, message: text, errors })
const file = object<Answer<'users.export.segment'>>({ message: text, object_prefix: text, url: optional(text) })
const alias = object<{ alias_name: string; alias_label: string }>({ alias_name: text, alias_label: text })

type User = Answer<'users.export.ids'>['users'][number]
type Of<K extends keyof User> = NonNullable<User[K]> extends readonly (infer One)[] ? One : never
const state = optional(oneOf('opted_in', 'subscribed', 'unsubscribed'))
const [t, n, b] = [optional(text), optional(number), optional(flag)]
const counted = object<Of<'custom_events'>>({ name: t, first: t, last: t, count: n })
const campaignReceived = object<Of<'campaigns_received'>>({
  name: t, last_received: t, converted: b, multiple_converted: optional(z.looseObject({})), api_campaign_id: t, variation_name: t, variation_api_id: t, in_control: b,
  engaged: optional(object<NonNullable<Of<'campaigns_received'>['engaged']>>({ opened_email: b, opened_push: b, clicked_email: b, clicked_triggered_in_app_message: b })),
})
const canvasReceived = object<Of<'canvases_received'>>({
  name: t, api_canvas_id: t, last_received_message: t, last_entered: t, variation_name: t, in_control: b, last_entered_control_at: optional(nullable(text)), last_exited: t,
  steps_received: optional(list(object({ name: text, api_canvas_step_id: text, last_received: text }))),
})
const user = object<User>({
  created_at: t, external_id: t, user_aliases: optional(list(alias)), braze_id: t, random_bucket: n, first_name: t, last_name: t, email: t, dob: t, home_city: t, country: t, phone: t, language: t, time_zone: t,
  last_coordinates: optional(z.tuple([number, number])), gender: optional(nullable(oneOf('M', 'F', 'O', 'N', 'P'))), total_revenue: n, attributed_campaign: t, attributed_source: t, attributed_adgroup: t, attributed_ad: t,
  push_subscribe: state, push_opted_in_at: t, email_subscribe: state, custom_attributes: optional(z.looseObject({})), custom_events: optional(list(counted)), purchases: optional(list(counted)),
  devices: optional(list(object<Of<'devices'>>({ model: t, os: t, carrier: optional(nullable(text)), device_id: t, idfv: t, idfa: optional(nullable(text)), google_ad_id: optional(nullable(text)), roku_ad_id: t, windows_ad_id: t, ad_tracking_enabled: b }))),
  push_tokens: optional(list(object<Of<'push_tokens'>>({ app: t, platform: t, token: t, device_id: t, notifications_enabled: b }))),
  apps: optional(list(object<Of<'apps'>>({ name: t, platform: t, version: t, sessions: n, first_used: t, last_used: t }))),
  campaigns_received: optional(list(campaignReceived)), canvases_received: optional(list(canvasReceived)), cards_clicked: optional(list(object({ name: text }))),
})

const behavior = object<Answer<'campaigns.details'>['conversion_behaviors'][number]>({ type: text, window: number, product: t, custom_event_name: t, app_ids: optional(nullable(texts)) })
const message = z.looseObject({ message_variation_id: text, channel: text, name: text })
const broadcast = object<Answer<'messages.scheduled_broadcasts'>['scheduled_broadcasts'][number]>({ name: text, id: text, type: oneOf('Canvas', 'Campaign'), tags: texts, next_send_time: text, schedule_type: text })
const group = object<Answer<'subscription.user.status'>['users'][number]['subscription_groups'][number]>({ id: text, name: text, channel: text, status: oneOf('Subscribed', 'Unsubscribed') })
const metadata = object<Answer<'transactional.v1.campaigns.send'>['metadata']>({
  external_send_id: text, campaign_api_id: text, received_at: t, enqueued_at: t, executed_at: t, sent_at: t, processed_at: t, delivered_at: t, bounced_at: t, aborted_at: t, reason: t,
})
const block = object<Answer<'templates.content_blocks.list'>['content_blocks'][number]>({ content_block_id: text, name: text, content_type: text, liquid_tag: text, inclusion_count: number, created_at: text, last_edited: text, tags: texts })
const savedBlock = object<Answer<'templates.content_blocks.create'>>({ content_block_id: text, liquid_tag: text, created_at: text, message: oneOf('success'), errors })
const savedTemplate = object<Answer<'templates.email_templates.create'>>({ email_template_id: text, message: text, errors })
const template = object<Answer<'templates.email_templates.list'>['templates'][number]>({ email_template_id: text, template_name: text, created_at: text, updated_at: text, tags: texts })
const item = z.looseObject({ id: text })

export const declared: { readonly [P in Path]: z.ZodType<Answer<P>> } = {
  'campaigns.details': object({
    message: text, errors, created_at: text, updated_at: text, archived: flag, draft: flag, name: text, description: text, schedule_type: text, channels: texts, first_sent: text, last_sent: text, tags: texts, teams: texts,
    messages: list(message), conversion_behaviors: list(behavior),
  }),
  'campaigns.list': object({ message: text, errors, campaigns: list(object({ id: text, last_edited: text, name: text, is_api_campaign: flag, tags: texts })) }),
  'campaigns.trigger.schedule.create': scheduled,
  'campaigns.trigger.schedule.delete': server,
  'campaigns.trigger.schedule.update': server,
  'campaigns.trigger.send': dispatched,
  'canvas.list': object({ message: text, errors, canvases: list(object({ id: text, last_edited: text, name: text, tags: texts })) }),
  'canvas.trigger.schedule.create': scheduled,
  'canvas.trigger.schedule.delete': server,
  'canvas.trigger.schedule.update': server,
  'canvas.trigger.send': dispatched,
  'catalogs.synchronous.list': object({ message: text, errors, catalogs: list(object({ description: text, fields: list(object({ name: text, type: text })) })) }),
  'catalogs.synchronous.items': item,
  'catalogs.synchronous.item': object({ message: text, errors, items: z.tuple([item]) }),
  'email.blacklist': server,
  'email.bounce.remove': server,
  'email.spam.remove': server,
  'messages.schedule.create': object({ dispatch_id: text, schedule_id: text, message: text }),
  'messages.schedule.delete': server,
  'messages.schedule.update': server,
  'messages.scheduled_broadcasts': object({ message: text, errors, scheduled_broadcasts: list(broadcast) }),
  'messages.send': dispatched,
  'segments.analytics': object({ message: text, errors, data: list(object({ time: text, size: number })) }),
  'segments.details': object({ message: text, errors, name: t, description: t, text_description: t, tags: optional(texts), teams: optional(texts), created_at: t, updated_at: t }),
  'segments.list': object({ message: text, errors, segments: list(object({ id: text, name: text, analytics_tracking_enabled: flag, tags: texts })) }),
  'sends.id.create': object({ message: text, send_id: text }),
  'subscription.status.get': object({ status: z.record(text, oneOf('Subscribed', 'Unsubscribed', 'Unknown')), message: text }),
  'subscription.status.set': object({ message: text }),
  'subscription.user.status': object({ users: list(object({ email: nullable(text), phone: nullable(text), external_id: nullable(text), subscription_groups: list(group) })), total_count: number, message: text, errors }),
  'templates.content_blocks.get': object({
    message: text, errors, content_block_id: text, name: text, content: text, description: text, content_type: text, tags: texts, created_at: text, last_edited: text, inclusion_count: number, inclusion_data: texts,
  }),
  'templates.content_blocks.list': object({ message: text, errors, count: number, content_blocks: list(block) }),
  'templates.content_blocks.create': savedBlock,
  'templates.content_blocks.update': savedBlock,
  'templates.email_templates.get': object({
    message: text, errors, email_template_id: text, template_name: text, description: text, subject: text, preheader: t, body: t, plaintext_body: t, should_inline_css: b, tags: text, created_at: text, updated_at: text,
  }),
  'templates.email_templates.list': object({ message: text, errors, count: number, templates: list(template) }),
  'templates.email_templates.create': savedTemplate,
  'templates.email_templates.update': savedTemplate,
  'transactional.v1.campaigns.send': object({ message: text, errors, dispatch_id: text, status: oneOf('sent', 'processed', 'aborted', 'delivered', 'bounced'), metadata }),
  'users.alias.new': server,
  'users.alias.update': server,
  'users.delete': object({ message: text, errors, deleted: number }),
  'users.export.global_control_group': file,
  'users.export.ids': object({ message: text, users: list(user), invalid_user_ids: optional(texts) }),
  'users.export.segment': file,
  'users.external_ids.remove': object({ message: text, removed_ids: texts, removal_errors: texts }),
  'users.external_ids.rename': object({ message: text, external_ids: texts, rename_errors: texts }),
  'users.identify': server,
  'users.merge': server,
  'users.track': object({ message: text, attributes_processed: n, events_processed: n, purchases_processed: n, errors: optional(list(z.looseObject({}))) }),
  'v2.subscription.status.set': object({ message: text }),
}
