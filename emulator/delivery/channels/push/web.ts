// Web: the request to the browser's push service (RFC 8030, 8291, 8292), with the JSON that Braze's service worker reads. The body stands here before its encryption. observed: Braze's service worker (t a i img u ri e cid pab); docs: web_objects
import type { Json } from '../../outgoing.ts'
import { Unsendable } from '../channel.ts'
import type { PushButton } from './content.ts'
import { bytesOf, given, integerIn, isOn, sdkKeys } from './content.ts'
import type { PushPlatform } from './platform.ts'

// A push service takes 4096 bytes; aes128gcm adds a header of 86, a tag of 16 and a delimiter. RFC 8030 §7.2, RFC 8188
export const WEB_BYTES = 4096 - 86 - 17
const WEB_TIME_TO_LIVE = 28 * 86_400 // "Web: 28 days". docs: push_settings

/** A button without an address opens the site. */
const button = ({ id, text, action, uri }: PushButton, index: number): Json => ({ action: id ?? String(index), title: text, a: action === 'close' ? 'ab_none' : 'ab_uri', ...(action === 'close' ? {} : { u: uri ?? '/' }) })

export const web: PushPlatform = {
  app: 'Web',
  isSilent: () => false, // "Web has no background push". docs: push_subscription_states
  compose({ body, content, token, cid }) {
    for (const [missing, value] of [['title', content.title], ['alert', content.body]] as const) if (value === null) throw new Unsendable('incomplete', { missing })
    const payload: Json = {
      ...given({ t: content.title, a: content.body, i: content.image_url, img: content.large_image_url, u: content.uri, ri: isOn(body['require_interaction']) ? true : null }),
      cid,
      ...sdkKeys(body),
      ...(Object.keys(content.extras).length === 0 ? {} : { e: content.extras }),
      ...(content.buttons.length === 0 ? {} : { pab: content.buttons.slice(0, 2).map(button) }),
    }
    if (bytesOf(payload) > WEB_BYTES) throw new Unsendable('too_large', { bytes: bytesOf(payload), limit: WEB_BYTES })
    return {
      url: token,
      method: 'POST',
      headers: { ttl: String(integerIn(body['time_to_live']) ?? WEB_TIME_TO_LIVE), urgency: 'normal', 'content-type': 'application/octet-stream', 'content-encoding': 'aes128gcm' },
      body: payload,
    }
  },
  refusal: (_, word = 'Unregistered') => ({ error: word, status: 410, answer: {} }),
}
