// The `messages` of a request: an object by channel; what is none of the channels is ignored. docs: api/objects_filters (messaging objects)
import * as z from 'zod'
import { SLIDEUP_CHARS } from '../../../../domain/sends/message-objects.ts'
import { contentCard, email, sms, webhook, whatsApp } from './other.ts'
import { androidPush, applePush, kindlePush, webPush, windowsPhone8Push, windowsUniversalPush } from './push.ts'

/** In-app messages of before 2017: measured, and otherwise no message. docs: api/errors ("Slideup Message Length Exceeded") */
const slideup = () => z.looseObject({ message: z.string().max(SLIDEUP_CHARS, { error: 'Slideup Message Length Exceeded' }).nullish() })

export const messageObjects = () =>
  z.looseObject({
    android_push: androidPush().nullish(), apple_push: applePush().nullish(), content_card: contentCard().nullish(), email: email().nullish(), kindle_push: kindlePush().nullish(), sms: sms().nullish(),
    web_push: webPush().nullish(), webhook: webhook().nullish(), whats_app: whatsApp().nullish(), windows_phone8_push: windowsPhone8Push().nullish(), windows_universal_push: windowsUniversalPush().nullish(),
    slideup: slideup().nullish(),
  })
