// The data of an Android push, all values texts, as the Android SDK reads them: notification, buttons, push story, conversation. observed: com.braze.Constants, android-sdk-ui 43.2 (com/braze/push); docs: android_object
import type { Json } from '../../outgoing.ts'
import type { PushContent } from './content.ts'
import { given, integerIn, isObject, isOn, sdkKeys, textIn } from './content.ts'

const MOST_BUTTONS = 3
const MOST_PAGES = 5 // "up to five images". docs: push stories
const ACTIONS = { open: 'ab_open', uri: 'ab_uri', close: 'ab_none' } as const

const buttonsOf = ({ buttons }: PushContent): Json =>
  Object.assign({}, ...buttons.slice(0, MOST_BUTTONS).map(({ id, text, action, uri, use_webview }, index) =>
    given({ [`ab_a${index}_id`]: id ?? String(index), [`ab_a${index}_t`]: text, [`ab_a${index}_a`]: ACTIONS[action], [`ab_a${index}_uri`]: uri, [`ab_a${index}_use_webview`]: use_webview ? 'true' : null })))

/** `push_story: { pages: [{ image_url, title, subtitle, title_justification, uri … }] }`: the names are Brazier's, the keys the SDK's. */
function storyOf(body: Json): Json {
  const pages = isObject(body['push_story']) && Array.isArray(body['push_story']['pages']) ? body['push_story']['pages'].filter(isObject) : []
  if (pages.length === 0) return {}
  return Object.assign({ ab_c: 'true' }, ...pages.slice(0, MOST_PAGES).map((page, index) => {
    const key = (name: string): string => `ab_c${index}_${name}`
    return given({
      [key('id')]: textIn(page['id']) ?? String(index), [key('i')]: textIn(page['image_url']), [key('t')]: textIn(page['title']), [key('st')]: textIn(page['subtitle']),
      [key('t_j')]: textIn(page['title_justification']), [key('st_j')]: textIn(page['subtitle_justification']), [key('uri')]: textIn(page['uri']), [key('use_webview')]: isOn(page['use_webview']) ? 'true' : null,
    })
  }))
}

/** docs: android_object ("Android conversation push object") */
function conversationOf(body: Json): Json {
  const talk = body['conversation_data']
  if (!isObject(talk)) return {}
  const list = (name: string): Json[] => (Array.isArray(talk[name]) ? talk[name].filter(isObject) : [])
  return Object.assign(
    given({ ab_cp: 'true', ab_c_si: textIn(talk['shortcut_id']), ab_c_rpi: textIn(talk['reply_person_id']) }),
    ...list('messages').map((one, index) => given({ [`ab_c_mt${index}`]: textIn(one['text']), [`ab_c_mw${index}`]: integerIn(one['timestamp'])?.toString() ?? null, [`ab_c_mp${index}`]: textIn(one['person_id']) })),
    ...list('persons').map((one, index) => given({ [`ab_c_pi${index}`]: textIn(one['id']), [`ab_c_pn${index}`]: textIn(one['name']) })),
  )
}

const priorityOf = (value: unknown): string | null => {
  const priority = integerIn(value)
  return priority === null ? null : String(priority < -2 || priority > 2 ? 0 : priority) // "Any values sent that outside of that integer range will default to 0"
}

/** True when the author wants nothing to be shown: `send_to_sync`, or a message of one space. docs: android_object; create_a_push_message ("a single space") */
export const isSilent = (body: Json): boolean => isOn(body['send_to_sync']) || (typeof body['alert'] === 'string' && body['alert'] !== '' && body['alert'].trim() === '')

/** Key-value pairs as texts. */
export const asTexts = (extras: Json): Record<string, string> => Object.fromEntries(Object.entries(extras).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]))

/** `flat`: key-value pairs stand among the others (ADM) instead of in `extra`. */
export function androidData({ body, content, cid, message_id, flat }: { body: Json; content: PushContent; cid: string; message_id: string; flat: boolean }): Record<string, string> {
  const extras = asTexts(content.extras)
  const shown = isSilent(body)
    ? {}
    : {
        ...given({
          t: content.title, a: content.body, s: textIn(body['summary_text']), ab_bt: textIn(body['big_title']), ab_bs: textIn(body['big_summary']), ab_iu: content.large_image_url,
          ab_li: content.image_url, n: integerIn(body['notification_id'])?.toString() ?? null, p: priorityOf(body['priority']), sd: body['sound'] === 'default' ? 'd' : textIn(body['sound']),
          ac: integerIn(body['accent_color'])?.toString() ?? null, ab_nc: textIn(body['notification_channel_id']), ab_bc: integerIn(body['badge_count'])?.toString() ?? null,
          ab_ct: textIn(body['notification_category']), ab_vs: integerIn(body['visibility'])?.toString() ?? null, nd: integerIn(body['notification_duration'])?.toString() ?? null,
          uri: content.uri, ab_use_webview: content.use_webview ? 'true' : null,
        }),
        ...buttonsOf(content),
        ...(flat ? {} : storyOf(body)), // push stories are not supported on Fire OS
        ...conversationOf(body),
      }
  const data = {
    ...(flat ? extras : {}),
    _ab: 'true', cid, br_p_id: message_id, ...asTexts(sdkKeys(body)),
    ...shown,
    ...(flat || Object.keys(extras).length === 0 ? {} : { extra: JSON.stringify(extras) }),
  }
  return data as Record<string, string>
}
