// One in-app message as the Swift SDK reads it: without a required member it is thrown away in silence (mobile wire 4.2).
import { isObject, items, may, mayAll, need, needAll, oneOf } from './checking.ts'
import type { Findings, Kind } from './checking.ts'
import { isComposite } from './composite-id.ts'
import type { JsonObject } from '../wire-types.ts'

/** observed: BrazeKit 18.2.1, slideup and modal */
const REQUIRED: Record<string, Kind> = {
  type: 'string', message: 'string', click_action: 'string', use_webview: 'boolean', message_close: 'string', orientation: 'string',
}
/** NOTE: HTML messages were never captured; of them these are skipped for, the others doubted. */
const REQUIRED_OF_HTML: Record<string, Kind> = { type: 'string', message: 'string' }

/** docs: braze-swift-sdk, types of the raw message that its compatibility layer tells apart. WEB_HTML and MODAL_STYLED are words of other SDKs. */
const TYPES = ['SLIDEUP', 'MODAL', 'FULL', 'HTML', 'HTML_FULL']
const WITH_HEADER = ['MODAL', 'FULL', 'MODAL_STYLED']
const HTML = ['HTML', 'HTML_FULL', 'WEB_HTML']

const COLOURS: Record<string, Kind> = {
  bg_color: 'number', text_color: 'number', icon_color: 'number', icon_bg_color: 'number', header_text_color: 'number',
  close_btn_color: 'number', frame_color: 'number', border_color: 'number',
}
const OPTIONAL: Record<string, Kind> = {
  ...COLOURS, uri: 'string', header: 'string', image_url: 'string', icon: 'string', duration: 'number', extras: 'object',
  image_alt: 'string', language: 'string', btns: 'list', themes: 'object', animate_in: 'boolean', animate_out: 'boolean',
  is_test_send: 'boolean', message_fields: 'object', asset_urls: 'strings',
}

const required = (type: string): Record<string, Kind> =>
  HTML.includes(type) ? REQUIRED_OF_HTML : { ...REQUIRED, ...(WITH_HEADER.includes(type) ? { header: 'string' } : {}) }

/** Why the message is thrown away. */
const skips = (message: JsonObject, path: string): string[] => needAll(message, path, required(String(message['type']).toUpperCase()))

const buttons = (message: JsonObject, path: string): string[] => {
  const { found, complaints } = items(message['btns'], `${path}.btns`)
  return [...complaints, ...found.flatMap(([button, at]) => [
    ...needAll(button, at, { id: 'number', text: 'string', click_action: 'string', use_webview: 'boolean' }),
    ...mayAll(button, at, { ...COLOURS, uri: 'string' }), ...oneOf(button, at, 'click_action', ['URI', 'NONE']),
    ...(String(button['click_action']).toUpperCase() === 'URI' ? need(button, at, 'uri', 'string') : []),
  ])]
}

const themes = (message: JsonObject, path: string): string[] => {
  const dark = isObject(message['themes']) ? message['themes']['dark'] : undefined
  if (!isObject(dark)) return []
  const { found, complaints } = items(dark['btns'], `${path}.themes.dark.btns`)
  return [...mayAll(dark, `${path}.themes.dark`, { ...COLOURS, btns: 'list' }), ...complaints, ...found.flatMap(([one, at]) => mayAll(one, at, COLOURS))]
}

const extras = (message: JsonObject, path: string): string[] =>
  Object.entries(isObject(message['extras']) ? message['extras'] : {}).filter(([, value]) => typeof value !== 'string').map(([key]) => `${path}.extras.${key} is not of type string`)

const doubts = (message: JsonObject, path: string): string[] => {
  const type = String(message['type']).toUpperCase()
  return [
    ...(isComposite(message['trigger_id']) ? [] : [`${path}.trigger_id is not composite`]),
    ...(typeof message['type'] === 'string' ? oneOf(message, path, 'type', TYPES) : []),
    ...(HTML.includes(type) ? needAll(message, path, { message_close: 'string', click_action: 'string', use_webview: 'boolean', orientation: 'string' }) : []),
    ...mayAll(message, path, OPTIONAL),
    ...oneOf(message, path, 'click_action', ['URI', 'NONE']), ...oneOf(message, path, 'message_close', ['AUTO_DISMISS', 'SWIPE', 'MANUAL']),
    ...oneOf(message, path, 'orientation', ['ANY', 'PORTRAIT', 'LANDSCAPE']), ...oneOf(message, path, 'slide_from', ['TOP', 'BOTTOM']),
    ...oneOf(message, path, 'image_style', ['TOP', 'GRAPHIC']), ...oneOf(message, path, 'text_align_header', ['START', 'CENTER', 'END']),
    ...oneOf(message, path, 'text_align_message', ['START', 'CENTER', 'END']),
    ...(String(message['click_action']).toUpperCase() === 'URI' ? need(message, path, 'uri', 'string') : []),
    ...extras(message, path), ...buttons(message, path), ...themes(message, path),
  ]
}

/** A control message needs its trigger id only: it is logged, not shown. */
export const inspectMessage = (message: JsonObject, path: string): Findings =>
  message['is_control'] === true
    ? { fails: [], skips: [], doubts: [...(isComposite(message['trigger_id']) ? [] : [`${path}.trigger_id is not composite`]), ...may(message, path, 'extras', 'object')] }
    : { fails: [], skips: skips(message, path), doubts: doubts(message, path) }
