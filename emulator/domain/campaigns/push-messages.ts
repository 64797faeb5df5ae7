// What is wrong with the push messages of a definition: members that no device could make sense of. Texts with Liquid are judged when they are sent. docs: apple_object, android_object, web_objects, create_a_push_message
import { parseTime } from '../times.ts'
import type { Issue, Message } from './messages.ts'

const PUSH = ['ios_push', 'android_push', 'web_push', 'kindle_push']
/** docs: "up to three" (Android), two (browsers show no more); iOS has those of the category. */
const MOST_BUTTONS: Readonly<Record<string, number>> = { android_push: 3, kindle_push: 3, web_push: 2 }
const ACTIONS = ['OPEN_APP', 'URI', 'DEEP_LINK', 'CLOSE']
const WORDS: Readonly<Record<string, readonly string[]>> = { ios_devices: ['all', 'ipad', 'iphone_and_ipod'], interruption_level: ['passive', 'active', 'time-sensitive', 'critical'], android_priority: ['normal', 'high'] }

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): boolean => typeof value === 'string'
const isInteger = (value: unknown): boolean => Number.isInteger(typeof value === 'string' && value.trim() !== '' ? Number(value) : value)
/** What the API's objects and Liquid make of yes and no, too. */
const isFlag = (value: unknown): boolean => typeof value === 'boolean' || value === 'true' || value === 'false' || value === 1 || value === 0
const isSound = (value: unknown): boolean => isText(value) || (isObject(value) && isText(value['name'])) // Apple's dictionary for critical alerts

const KINDS: readonly (readonly [is: (value: unknown) => boolean, what: string, members: readonly string[]])[] = [
  [isText, 'is no text', [
    'title', 'subtitle', 'action', 'uri', 'custom_uri', 'image_url', 'large_image_url', 'push_icon_image_url', 'category', 'notification_group_thread_id', 'asset_url', 'asset_file_type', 'collapse_id', 'collapse_key',
    'summary_text', 'big_title', 'big_summary', 'notification_channel_id', 'notification_category',
  ]],
  [isInteger, 'is no whole number', ['badge', 'apns_priority', 'priority', 'time_to_live', 'notification_id', 'accent_color', 'badge_count', 'visibility', 'notification_duration']],
  [isFlag, 'is neither true nor false', ['content-available', 'content_available', 'mutable_content', 'use_webview', 'send_to_most_recent_device_only', 'send_to_sync', 'require_interaction']],
  [(value) => typeof value === 'number', 'is no number', ['relevance_score']],
  [(value) => isText(value) && (value === '' || parseTime(value as string) !== undefined), 'is no time in ISO 8601', ['expiry']],
  [isSound, 'is neither a text nor an object with a name', ['sound']],
  [isObject, 'is no object', ['conversation_data']],
]

const isGiven = (value: unknown): boolean => value !== undefined && value !== null
const isLiquid = (value: unknown): boolean => typeof value === 'string' && value.includes('{')

function checkButtons(path: string, channel: string, buttons: unknown): Issue[] {
  const issue = (place: string, what: string): Issue => ({ path: place, message: `${place} ${what}` })
  if (!isGiven(buttons)) return []
  if (!Array.isArray(buttons)) return [issue(path, 'is no list of buttons')]
  const most = MOST_BUTTONS[channel]
  const issues = most !== undefined && buttons.length > most ? [issue(path, `are ${buttons.length}: ${channel} shows at most ${most}`)] : []
  buttons.forEach((button: unknown, index) => {
    const place = `${path}.${index}`
    if (!isObject(button)) return void issues.push(issue(place, 'is no object'))
    // What an iOS button says follows from its category; a definition may say it all the same
    const name = channel === 'ios_push' && typeof button['text'] !== 'string' ? 'action_id' : 'text'
    if (typeof button[name] !== 'string' || button[name] === '') issues.push(issue(`${place}.${name}`, 'is missing'))
    const { action, uri } = button
    if (isGiven(action) && !isLiquid(action) && !ACTIONS.includes(action as string)) issues.push(issue(`${place}.action`, `is no action: ${String(action)} (one of ${ACTIONS.join(', ')})`))
    if ((action === 'URI' || action === 'DEEP_LINK') && (typeof uri !== 'string' || uri === '')) issues.push(issue(`${place}.uri`, `is missing: the action is ${action}`))
  })
  return issues
}

/** `path` is where the message stands. Nothing for other channels and control groups. */
export function checkPush(path: string, message: Message): Issue[] {
  const { channel } = message
  if (!PUSH.includes(channel)) return []
  const issues: Issue[] = []
  const wrong = (member: string, what: string): void => void issues.push({ path: `${path}.${member}`, message: `${path}.${member} ${what}` })
  const alert = message['alert']
  if (isGiven(alert) && typeof alert !== 'string' && !(channel === 'ios_push' && isObject(alert))) wrong('alert', channel === 'ios_push' ? 'is neither a text nor an alert object' : 'is no text')
  if (isObject(alert)) for (const member of ['title', 'subtitle', 'body']) if (isGiven(alert[member]) && !isText(alert[member])) wrong(`alert.${member}`, 'is no text')
  for (const [is, what, members] of KINDS) for (const member of members) if (isGiven(message[member]) && !isLiquid(message[member]) && !is(message[member])) wrong(member, what)
  for (const member of ['extras', 'extra']) {
    const extras = message[member]
    if (isGiven(extras) && !isObject(extras)) wrong(member, 'is no object')
    // "Messages that include the keys ab or aps in the extra object will be rejected"
    else if (channel === 'ios_push' && isObject(extras) && ('ab' in extras || 'aps' in extras)) wrong(member, `has the key ${'ab' in extras ? 'ab' : 'aps'}, which is Braze's own`)
  }
  for (const [member, words] of Object.entries(WORDS)) if (isGiven(message[member]) && !isLiquid(message[member]) && !words.includes(message[member] as string)) wrong(member, `is none of ${words.join(', ')}`)
  if (isGiven(message['app_ids']) && !(Array.isArray(message['app_ids']) && message['app_ids'].every((id) => typeof id === 'string'))) wrong('app_ids', 'is no list of app ids')
  const story = message['push_story']
  if (channel === 'android_push' && isGiven(story) && !(isObject(story) && Array.isArray(story['pages']) && story['pages'].length > 0 && story['pages'].every(isObject))) wrong('push_story', 'has no list of pages')
  if (isGiven(story) && channel !== 'android_push') wrong('push_story', channel === 'ios_push' ? 'can not be sent: how iOS is given its pages is not published' : `is not shown by ${channel}`)
  return [...issues, ...checkButtons(`${path}.buttons`, channel, message['buttons'])]
}
