// Push message objects, member by member. docs: api/objects_filters/messaging/{apple_object,android_object,kindle_and_fireos_object,web_objects,windows_objects}
import * as z from 'zod'
import { ANDROID_PUSH_BYTES, ANDROID_TIME_TO_LIVE, androidPushBytes, APPLE_PUSH_BYTES, applePushBytes } from '../../../../domain/sends/message-objects.ts'
import { complain, flag, hash, integer, isoTime, list, oneOf, optionalText, requires, spec, text } from '../fields.ts'

const BAD_EXTRA = 'Invalid Extra Push Payload' // docs: api/errors
const variation = () => optionalText().meta({ description: 'The variant of the campaign that this message counts for; needed with a campaign_id' })
const extra = () => z.record(z.string(), z.unknown(), { error: BAD_EXTRA }).nullish()
const filled = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

export const appleAlert = () =>
  z.looseObject({
    body: optionalText(), title: optionalText(), title_loc_key: optionalText(), title_loc_args: list(z.string()).nullish(), action_loc_key: optionalText(), loc_key: optionalText(), loc_args: list(z.string()).nullish(), sound: optionalText(),
  })
const appleMembers = () => ({
  alert: z.union([z.string(), appleAlert()], { error: `'messages.apple_push.alert' is not valid` }).nullish(),
  badge: integer(), sound: optionalText(), extra: extra(), 'content-available': flag(), interruption_level: oneOf(['passive', 'active', 'time-sensitive', 'critical']).nullish(),
  relevance_score: z.number(spec).min(0, spec).max(1, spec).nullish(), expiry: isoTime().nullish(), custom_uri: optionalText(), use_webview: flag(), message_variation_id: variation(),
  notification_group_thread_id: optionalText(), asset_url: optionalText(), asset_file_type: oneOf(['aif', 'gif', 'jpg', 'm4a', 'mp3', 'mp4', 'png', 'wav']).nullish(), collapse_id: optionalText(),
  mutable_content: flag(), send_to_most_recent_device_only: flag(), category: optionalText(),
  buttons: list(z.looseObject({ action_id: text(), action: oneOf(['OPEN_APP', 'URI', 'DEEP_LINK', 'CLOSE']).nullish(), uri: optionalText(), use_webview: flag() })).nullish(),
  apns_priority: integer(1, 10),
})

export const applePush = () =>
  z.looseObject(appleMembers()).superRefine((push, context) => {
    const { alert, extra: extras, asset_url, asset_file_type } = push
    if (push['content-available'] !== true) {
      if (!filled(alert)) requires(context, 'apple_push', 'alert')
      else if (typeof alert === 'object' && alert !== null && !filled(alert.body) && !filled(alert.loc_key)) requires(context, 'apple_push', 'alert.body')
    }
    // "Messages that include the keys ab or aps in the extra object will be rejected"
    if (extras != null && ('ab' in extras || 'aps' in extras)) complain(context, 'extra', BAD_EXTRA)
    if (filled(asset_url) && !filled(asset_file_type)) requires(context, 'apple_push', 'asset_file_type')
    if (applePushBytes(push) > APPLE_PUSH_BYTES) complain(context, 'alert', 'Apple Push Length Exceeded')
  })

const conversation = () =>
  z.looseObject({ shortcut_id: text(), reply_person_id: text(), messages: list(z.looseObject({ text: text(), timestamp: z.int(spec), person_id: text() })), persons: list(z.looseObject({ id: text(), name: text() })) })

export const androidPush = () =>
  z
    .looseObject({
      alert: optionalText(), title: optionalText(), extra: extra(), message_variation_id: variation(), notification_channel_id: optionalText(),
      priority: integer().meta({ description: '-2 to 2; any other is taken as 0' }), android_priority: oneOf(['normal', 'high']).nullish(), send_to_sync: flag(), collapse_key: optionalText(), sound: optionalText(),
      custom_uri: optionalText(), use_webview: flag(), summary_text: optionalText(), time_to_live: integer(0, ANDROID_TIME_TO_LIVE), notification_id: integer(), push_icon_image_url: optionalText(),
      accent_color: integer(), send_to_most_recent_device_only: flag(),
      buttons: list(z.looseObject({ text: text(), action: oneOf(['OPEN_APP', 'URI', 'DEEP_LINK', 'CLOSE']).nullish(), uri: optionalText(), use_webview: flag() })).nullish(),
      conversation_data: conversation().nullish(),
    })
    .superRefine((push, context) => {
      const { send_to_sync, alert, title } = push
      // "if set to true we throw an error if alert or title is set": the text is not published
      if (send_to_sync === true && (filled(alert) || filled(title))) complain(context, 'send_to_sync', `'messages.android_push.send_to_sync' can not be true when 'alert' or 'title' is set`)
      if (send_to_sync !== true) for (const member of ['alert', 'title'] as const) if (!filled(push[member])) requires(context, 'android_push', member)
      if (androidPushBytes(push) > ANDROID_PUSH_BYTES) complain(context, 'alert', 'Android Push Length Exceeded')
    })

export const kindlePush = () => z.looseObject({ alert: text(), title: text(), extra: extra(), message_variation_id: variation(), priority: integer(), collapse_key: optionalText(), sound: optionalText(), custom_uri: optionalText() })

export const webPush = () =>
  z.looseObject({
    alert: text(), title: text(), extra: extra(), message_variation_id: variation(), custom_uri: optionalText(), image_url: optionalText(), large_image_url: optionalText(), require_interaction: flag(), time_to_live: integer(0),
    send_to_most_recent_device_only: flag(), buttons: list(z.looseObject({ text: text(), action: oneOf(['OPEN_APP', 'URI', 'CLOSE']).nullish(), uri: optionalText(), use_webview: flag() })).nullish(),
  })

const TOASTS = ['toast_text_01', 'toast_text_02', 'toast_text_03', 'toast_text_04', 'toast_image_and_text_01', 'toast_image_and_text_02', 'toast_image_and_text_03', 'toast_image_and_text_04'] as const
/** Of older clients; Braze no longer documents them. observed: npm braze-api */
export const windowsPhone8Push = () => z.looseObject({ push_type: oneOf(['toast']).nullish(), toast_title: optionalText(), toast_content: text(), toast_navigation_uri: optionalText(), toast_hash: hash(), message_variation_id: variation() })
export const windowsUniversalPush = () => z.looseObject({ push_type: oneOf(TOASTS), toast_text1: text(), toast_text2: optionalText(), toast_text3: optionalText(), toast_text_img_name: optionalText(), message_variation_id: variation(), extra_launch_string: optionalText() })
