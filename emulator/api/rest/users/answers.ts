// What the user endpoints answer, as schemas: the tests hold every answer against them, the OpenAPI document shows them.
import * as z from 'zod'

const success = () => z.literal('success')
const itemError = (arrays: readonly [string, ...string[]]) => z.strictObject({ type: z.string().meta({ description: 'What was wrong' }), input_array: z.enum(arrays), index: z.int().meta({ description: 'Position in the array sent' }) })
const errors = (...arrays: [string, ...string[]]) => z.array(itemError(arrays)).optional()
const count = () => z.int().min(0).optional()
const time = () => z.iso.datetime()

/** `/users/track` and its bulk form: a counter for each array of which something was taken. */
export const trackResponse = () => z.strictObject({ attributes_processed: count(), events_processed: count(), purchases_processed: count(), errors: errors('attributes', 'events', 'purchases'), message: success() })

const sums = () => ({ first: time(), last: time(), count: z.int() })
const identifier = () => ({ external_id: z.string().optional(), braze_id: z.string().optional(), user_alias: z.looseObject({ alias_name: z.string(), alias_label: z.string() }).optional(), email: z.string().optional(), phone: z.string().optional() })

/** Only what the request named, after the write. */
export const syncResponse = () =>
  z.strictObject({
    users: z.array(
      z.strictObject({
        ...identifier(),
        custom_attributes: z.record(z.string(), z.unknown()).optional(),
        custom_events: z.array(z.strictObject({ name: z.string(), ...sums() })).optional(),
        purchase_events: z.array(z.strictObject({ product_id: z.string(), ...sums() })).optional(),
      }),
    ),
    message: success(),
  })

export const aliasResponse = (array: 'user_aliases' | 'alias_updates') => () => z.strictObject({ aliases_processed: z.int(), errors: errors(array), message: success() })
export const identifyResponse = () => z.strictObject({ aliases_processed: count(), emails_processed: count(), phone_numbers_processed: count(), errors: errors('user_identifiers'), message: success() })
export const deleteResponse = () => z.strictObject({ deleted: z.int().meta({ description: 'How many identifiers were sent' }), message: success() })
export const messageResponse = () => z.strictObject({ message: success() })

const failures = () => z.array(z.tuple([z.int(), z.string()])).meta({ description: 'Position in the array sent, and what was wrong' })
export const renameResponse = () => z.strictObject({ message: success(), external_ids: z.array(z.string()), rename_errors: failures() })
export const removeResponse = () => z.strictObject({ message: success(), removed_ids: z.array(z.string()), removal_errors: failures() })

const text = () => z.string().optional()
const summary = () => z.array(z.strictObject({ name: z.string(), ...sums() })).optional()

/** The user export object: members that are empty are absent. */
export const exportedUser = () =>
  z.strictObject({
    created_at: text(), external_id: text(), braze_id: text(), random_bucket: z.int().optional(), user_aliases: z.array(z.strictObject({ alias_name: z.string(), alias_label: z.string() })).optional(),
    first_name: text(), last_name: text(), email: text(), dob: text(), home_city: text(), country: text(), phone: text(), language: text(), time_zone: text(), gender: text(),
    last_coordinates: z.tuple([z.number(), z.number()]).optional().meta({ description: '[longitude, latitude]' }),
    total_revenue: z.number().optional(), attributed_campaign: text(), attributed_source: text(), attributed_adgroup: text(), attributed_ad: text(),
    push_subscribe: z.enum(['opted_in', 'subscribed', 'unsubscribed']).optional(), push_opted_in_at: text(), email_subscribe: z.enum(['opted_in', 'subscribed', 'unsubscribed']).optional(),
    custom_attributes: z.record(z.string(), z.unknown()).optional(), custom_events: summary(), purchases: summary(),
    devices: z.array(z.looseObject({ model: text(), os: text(), carrier: z.string().nullable(), device_id: text(), idfv: text() })).optional(),
    push_tokens: z.array(z.strictObject({ app: z.string().nullable(), platform: z.string().nullable(), token: z.string(), device_id: z.string(), notifications_enabled: z.boolean() })).optional(),
    apps: z.array(z.strictObject({ name: z.string().nullable(), platform: z.string().nullable(), version: text(), sessions: z.int(), first_used: time(), last_used: time() })).optional(),
    uninstalled_at: text(), 
    campaigns_received: z.array(z.strictObject({
      name: z.string(), api_campaign_id: z.string(), last_received: z.string().nullable(), engaged: z.partialRecord(z.enum(['opened_email', 'opened_push', 'clicked_email', 'clicked_triggered_in_app_message']), z.literal(true)),
      converted: z.boolean(), multiple_converted: z.record(z.string(), z.literal(true)), in_control: z.boolean().optional(), variation_name: z.string().nullish(), variation_api_id: z.string().nullish(),
    })).optional(),
    canvases_received: z.array(z.strictObject({
      name: z.string(), api_canvas_id: z.string(), last_received_message: z.string().nullable(), last_entered: z.string(), variation_name: z.string().nullable(), in_control: z.boolean(), last_entered_control_at: z.string().nullable(),
      last_exited: z.string().nullable(), steps_received: z.array(z.strictObject({ name: z.string().nullable(), api_canvas_step_id: z.string(), last_received: z.string().nullable() })),
    })).optional(),
    cards_clicked: z.array(z.strictObject({ name: z.string() })).optional(),
  })
export const exportResponse = () => z.strictObject({ users: z.array(exportedUser()), invalid_user_ids: z.array(z.string()).optional(), message: success() })
