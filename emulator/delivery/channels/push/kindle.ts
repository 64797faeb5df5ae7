// Kindle and Fire OS: the request to Amazon Device Messaging, with the keys of the Android SDK. docs: kindle_and_fireos_object; developer.amazon.com/docs/adm/send-message.html; observed: key-value pairs stand at the top level (com.braze.Constants)
import { Unsendable } from '../channel.ts'
import { androidData, isSilent } from './android-data.ts'
import { bytesOf, integerIn, textIn } from './content.ts'
import type { PushPlatform } from './platform.ts'

const ADM_BYTES = 6144 // "6 KB"
const ADM_TIME_TO_LIVE = 31 * 86_400 // "Kindle (ADM): 31 days". docs: push_settings

export const kindle: PushPlatform = {
  app: 'Kindle',
  isSilent,
  compose({ body, content, token, cid, message_id, collapse_key }) {
    if (!isSilent(body)) for (const [missing, value] of [['title', content.title], ['alert', content.body]] as const) if (value === null) throw new Unsendable('incomplete', { missing })
    const data = androidData({ body, content, cid, message_id, flat: true })
    if (bytesOf(data) > ADM_BYTES) throw new Unsendable('too_large', { bytes: bytesOf(data), limit: ADM_BYTES })
    const key = textIn(body['collapse_key']) ?? collapse_key
    return {
      url: `https://api.amazon.com/messaging/registrations/${encodeURIComponent(token)}/messages`,
      method: 'POST',
      headers: {
        'content-type': 'application/json', accept: 'application/json',
        'x-amzn-type-version': 'com.amazon.device.messaging.ADMMessage@1.0', 'x-amzn-accept-type': 'com.amazon.device.messaging.ADMSendResult@1.0',
      },
      body: { data, ...(key === null ? {} : { consolidationKey: key }), expiresAfter: integerIn(body['time_to_live']) ?? ADM_TIME_TO_LIVE },
    }
  },
  refusal: (_, word = 'Unregistered') => ({ error: word, status: 400, answer: { reason: word } }),
}
