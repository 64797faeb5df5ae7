// What is wrong with in-app messages of a definition: members that no SDK could make sense of, triggers that no device sees. Texts with Liquid are judged when they are rendered. docs: in_app_messages/traditional/create, in-app_messages_in_canvas; observed: web SDK 6.13.0 (members and words)
import { parseTime } from '../times.ts'
import { checkDeviceTrigger } from './device-conditions.ts'
import type { Issue } from './messages.ts'
import { checkTrigger } from './triggers.ts'

/** `survey` is what exports call a simple survey. docs: get_campaign_details */
const TYPES = ['SLIDEUP', 'MODAL', 'MODAL_STYLED', 'FULL', 'HTML', 'HTML_FULL', 'WEB_HTML', 'SURVEY']
const HTML = ['HTML', 'HTML_FULL', 'WEB_HTML']
const MOST_CHOICES = 12 // "up to 12 choices in a survey"
const SHORTEST_HTML_ID = 5 // observed: web SDK 6.13.0, which takes neither the id nor the css of a shorter one
const MOST_BUTTONS = 2 // "you can have up to two buttons"
const WORDS: Readonly<Record<string, readonly string[]>> = {
  type: TYPES, message_close: ['AUTO_DISMISS', 'SWIPE', 'MANUAL'], click_action: ['URI', 'NONE'], slide_from: ['TOP', 'BOTTOM'], orientation: ['ANY', 'PORTRAIT', 'LANDSCAPE'],
  text_align_header: ['START', 'CENTER', 'END'], text_align_message: ['START', 'CENTER', 'END'], image_style: ['TOP', 'GRAPHIC'], crop_type: ['CENTER_CROP', 'FIT_CENTER'], open_target: ['BLANK', 'NONE'],
  platforms: ['mobile', 'web', 'both', 'ios'], priority: ['high', 'medium', 'low'],
}
/** Written as they are; the others in any casing, as on the wire in capitals. */
const OURS = ['platforms', 'priority']
/** Read before Liquid, or no text: Liquid can not stand for them. */
const BEFORE_LIQUID = ['type', 'platforms', 'priority', 'app_ids', 'timeout', 'min_seconds_since_last_trigger', 'extras', 'message_fields', 'themes', 'asset_urls', 'expires_at', 'expires_in', 'reevaluate_before_display']
/** Conversion events that happen elsewhere. */
const NOT_ON_DEVICE = ['Opens Email', 'Clicks Email', 'Upgrades App']
const UNITS = ['seconds', 'minutes', 'hours', 'days', 'weeks']
/** What a step of a Canvas says in its message; a campaign says it itself, or not at all. */
const OF_CANVAS = ['trigger', 'expires_in', 'expires_at', 'priority', 'reevaluate_before_display']

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const isGiven = (value: unknown): boolean => value !== undefined && value !== null
const isLiquid = (value: unknown): boolean => typeof value === 'string' && /\{\{|\{%/.test(value)
/** What it is will be known after Liquid. */
const isOpen = (member: string, value: unknown): boolean => isLiquid(value) && !BEFORE_LIQUID.includes(member)
const isText = (value: unknown): value is string => typeof value === 'string'
const isAmount = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0
const isColour = (value: unknown): boolean => (isText(value) ? /^#[0-9a-f]{6}([0-9a-f]{2})?$/i.test(value) : Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffffffff)

const KINDS: readonly (readonly [is: (value: unknown) => boolean, what: string, members: readonly string[]])[] = [
  [isText, 'is no text', ['message', 'header', 'image_url', 'icon', 'uri', 'image_alt', 'language', 'css', 'html_id', 'zipped_assets_url']],
  [(value) => typeof value === 'boolean', 'is neither true nor false', ['use_webview', 'trusted', 'animate_in', 'animate_out', 'reevaluate_before_display']],
  [isAmount, 'is no number of at least 0', ['duration', 'timeout', 'min_seconds_since_last_trigger']],
  [isObject, 'is no object', ['extras', 'message_fields', 'themes']],
  [(value) => Array.isArray(value) && value.length > 0 && value.every(isText), 'is no list of app ids', ['app_ids']],
  [(value) => Array.isArray(value) && value.every(isText), 'is no list of texts', ['asset_urls']],
  [(value) => value === false, 'is for answers to SDKs: a control group is a message of the type control', ['is_control']],
  [(value) => isText(value) && parseTime(value) !== undefined, 'is no time in ISO 8601', ['expires_at']],
  [(value) => isObject(value) && typeof value['value'] === 'number' && value['value'] > 0 && UNITS.includes(value['unit'] as string) && Object.keys(value).length === 2, `is not {value, unit} with a number over 0 and one of ${UNITS.join(', ')}`, ['expires_in']],
]

const at = (path: string, what: string): Issue => ({ path, message: `${path} ${what}` })

function colours(path: string, members: Json): Issue[] {
  return Object.entries(members).flatMap(([name, value]) => (!name.endsWith('_color') || !isGiven(value) || isLiquid(value) || isColour(value) ? [] : [at(`${path}.${name}`, 'is no colour: #RRGGBB, #RRGGBBAA, or an ARGB integer as on the wire')]))
}

/** Where a click leads. */
function click(path: string, { click_action, uri }: Json): Issue[] {
  if (isGiven(click_action) && !isLiquid(click_action) && !(isText(click_action) && WORDS['click_action']!.includes(click_action.toUpperCase()))) return [at(`${path}.click_action`, `is none of ${WORDS['click_action']!.join(', ')}`)]
  return String(click_action).toUpperCase() === 'URI' && (!isText(uri) || uri === '') ? [at(`${path}.uri`, 'is missing: the click_action is URI')] : []
}

function buttons(path: string, given: unknown): Issue[] {
  if (!isGiven(given)) return []
  if (!Array.isArray(given)) return [at(path, 'is no list of buttons')]
  const issues = given.length > MOST_BUTTONS ? [at(path, `are ${given.length}: at most ${MOST_BUTTONS}`)] : []
  const seen = new Set<unknown>()
  given.forEach((button: unknown, index) => {
    const place = `${path}.${index}`
    if (!isObject(button)) return void issues.push(at(place, 'is no object'))
    const { id, text, uri, use_webview } = button
    if (!isText(text) || text === '') issues.push(at(`${place}.text`, 'is missing'))
    if (isGiven(uri) && !isText(uri)) issues.push(at(`${place}.uri`, 'is no text'))
    if (isGiven(use_webview) && typeof use_webview !== 'boolean' && !isLiquid(use_webview)) issues.push(at(`${place}.use_webview`, 'is neither true nor false'))
    if (isGiven(id) && !(Number.isInteger(id) && (id as number) >= 0)) issues.push(at(`${place}.id`, 'is no whole number: 0 for the first, 1 for the second'))
    if (isGiven(id) && seen.has(id)) issues.push(at(`${place}.id`, `is that of another button too: ${String(id)}`))
    seen.add(id)
    issues.push(...click(place, button), ...colours(place, button))
  })
  return issues
}

function themes(path: string, given: unknown): Issue[] {
  if (!isObject(given)) return []
  return Object.entries(given).flatMap(([name, theme]) => {
    if (name !== 'dark') return [at(`${path}.${name}`, 'is no theme: dark is the only one')]
    if (!isObject(theme)) return [at(`${path}.dark`, 'is no object')]
    const own = isGiven(theme['btns']) && !Array.isArray(theme['btns']) ? [at(`${path}.dark.btns`, 'is no list of the colours of the buttons')] : Array.isArray(theme['btns']) ? theme['btns'].flatMap((one: unknown, index) => (isObject(one) ? colours(`${path}.dark.btns.${index}`, one) : [at(`${path}.dark.btns.${index}`, 'is no object')])) : []
    return [...colours(`${path}.dark`, theme), ...own]
  })
}

/** What a survey asks, as exports write it. */
function survey(path: string, data: unknown): Issue[] {
  const pages = isObject(data) ? (data['pages'] ?? []) : data
  if (!isGiven(data)) return []
  if (!Array.isArray(pages)) return [at(path, 'is no object with a list of pages')]
  return pages.flatMap((page: unknown, index) => {
    const choices = isObject(page) ? (page['choices'] ?? []) : page
    if (!Array.isArray(choices)) return [at(`${path}.pages.${index}`, 'is no page with a list of choices')]
    const shown = choices.filter((one: unknown) => !isObject(one) || one['deleted'] !== true)
    const issues = shown.length > MOST_CHOICES ? [at(`${path}.pages.${index}.choices`, `are ${shown.length}: at most ${MOST_CHOICES}`)] : []
    return [...issues, ...choices.flatMap((one: unknown, place) => (isObject(one) && isText(one['text']) ? [] : [at(`${path}.pages.${index}.choices.${place}.text`, 'is missing')]))]
  })
}

/** The trigger of a Canvas message: its own, with a delay in seconds. */
function trigger(path: string, given: unknown): Issue[] {
  if (!isGiven(given)) return []
  const issues = checkTrigger(path, given, ['delay_seconds'])
  if (issues.length > 0) return issues
  const { delay_seconds, type, campaign_id } = given as Json
  if (type === 'conversion_event' && !isGiven(campaign_id)) return [at(`${path}.campaign_id`, 'is missing: whose conversion event it is')]
  return [...checkDeviceTrigger(path, given), ...(!isGiven(delay_seconds) || isAmount(delay_seconds) ? [] : [at(`${path}.delay_seconds`, 'is no number of seconds')])]
}

/** `path` is where the message stands. */
export function checkInApp(path: string, { channel, name: _, percent: __, ...body }: { channel: string; [member: string]: unknown }): Issue[] {
  if (channel !== 'in_app_message' || body['type'] === 'control') return []
  const place = (member: string): string => `${path}.${member}`
  const wrongWords = Object.entries(WORDS).flatMap(([member, words]) => {
    const value = body[member]
    if (member === 'click_action' || !isGiven(value) || isOpen(member, value)) return []
    const word = isText(value) ? (OURS.includes(member) ? value : value.toUpperCase()) : undefined
    return word !== undefined && words.includes(word) ? [] : [at(place(member), `is none of ${words.join(', ')}`)]
  })
  const wrongKinds = KINDS.flatMap(([is, what, members]) => members.filter((member) => isGiven(body[member]) && !isOpen(member, body[member]) && !is(body[member])).map((member) => at(place(member), what)))
  const issues = [...wrongWords, ...wrongKinds, ...colours(path, body), ...click(path, body), ...buttons(place('btns'), body['btns']), ...themes(place('themes'), body['themes']), ...trigger(place('trigger'), body['trigger'])]
  if (String(body['type']).toUpperCase() === 'SURVEY') issues.push(...survey(place('data'), body['data']))
  if (isGiven(body['css']) !== isGiven(body['html_id'])) issues.push(at(place(isGiven(body['css']) ? 'html_id' : 'css'), `is missing: ${isGiven(body['css']) ? 'css' : 'html_id'} stands alone`))
  if (isText(body['html_id']) && body['html_id'] !== '' && !isLiquid(body['html_id']) && body['html_id'].length < SHORTEST_HTML_ID) issues.push(at(place('html_id'), `is shorter than ${SHORTEST_HTML_ID} characters: browsers ignore it and its css`))
  if (isGiven(body['expires_in']) && isGiven(body['expires_at'])) issues.push(at(place('expires_in'), 'stands beside expires_at: one of the two is enough'))
  if (HTML.includes(String(body['type']).toUpperCase()) && Array.isArray(body['btns']) && body['btns'].length > 0) issues.push(at(place('btns'), 'are for messages that the SDK draws: HTML has buttons of its own'))
  return issues
}

/** What is wrong with a campaign of in-app messages as a whole: what only its device could do, or nobody. `trigger`: a good one. */
export function checkInAppCampaign({ trigger: given, schedule, messages, conversion_behaviors: [primary] }: { trigger: unknown; schedule?: unknown; messages: Readonly<Record<string, { channel: string; [member: string]: unknown }>>; conversion_behaviors: readonly { type: string }[] }): Issue[] {
  const own = Object.entries(messages).filter(([, { channel }]) => channel === 'in_app_message')
  if (own.length === 0) return []
  const issues = own.flatMap(([id, message]) => OF_CANVAS.filter((member) => isGiven(message[member])).map((member) => at(`messages.${id}.${member}`, 'is for messages of a Canvas step: a campaign has its own')))
  if (isObject(schedule) && Object.keys(schedule).length > 0) issues.push(at('schedule', 'is not for in-app messages: start and end of the trigger frame them'))
  if (!isObject(given)) return issues
  if (given['type'] === 'conversion_event' && !isGiven(given['campaign_id']) && primary !== undefined && NOT_ON_DEVICE.includes(primary.type)) issues.push(at('trigger.type', `is conversion_event, which is '${primary.type}': no device sees it`))
  if (given['type'] === 'conversion_event' && !isGiven(given['campaign_id']) && primary === undefined) issues.push(at('trigger.type', 'is conversion_event, and the campaign has none: conversion_behaviors are missing'))
  const delay = given['delay']
  if (isObject(delay) && !isGiven(delay['seconds'])) issues.push(at('trigger.delay', 'can not be kept by a device: in-app messages are delayed by seconds'))
  for (const member of ['window', 'exception_events', 'reevaluate_segments']) {
    const value = given[member]
    if (isGiven(value) && value !== false && !(Array.isArray(value) && value.length === 0)) issues.push(at(`trigger.${member}`, member === 'reevaluate_segments' ? 'is for messages that wait here: reevaluate_before_display does it for in-app messages' : 'can not be kept by a device: it is for messages that wait here'))
  }
  return [...issues, ...checkDeviceTrigger('trigger', given)]
}
