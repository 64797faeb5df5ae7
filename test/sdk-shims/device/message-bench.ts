// Benches with triggers and messages to try: what one trigger list makes a device show.
import type { JsonObject, Platform } from '../../../sdk-shims/device/index.ts'
import type { DeviceOptions } from '../../../sdk-shims/device/index.ts'
import { answer, bench, config, DATA } from './scripted-server.ts'
import type { Bench } from './scripted-server.ts'

export const PLATFORMS: Platform[] = ['web', 'ios', 'android']
export const MOBILE: Platform[] = ['ios', 'android']

/** A campaign id in the form that iOS wants: 24 hex digits ending in `n`. */
export const campaign = (n: number | string): string => String(n).padStart(24, '0')

/** A tracking id of that campaign, as every platform takes it. */
export const composite = (n: number | string): string =>
  Buffer.from(`${campaign(n)}_$_mv=${'a'.repeat(24)}&pi=cmp`).toString('base64')

/** A modal that every platform can read; `n` tells messages apart. */
export const message = (n: number | string, more: JsonObject = {}): JsonObject => ({
  trigger_id: composite(n), type: 'MODAL', header: 'Hi', message: `message ${n}`, click_action: 'NONE', use_webview: false,
  message_close: 'SWIPE', orientation: 'ANY', ...more,
})

/** A trigger that shows `message(n)`; may show again at once. */
export const trigger = (n: number | string, condition: JsonObject | JsonObject[], more: JsonObject = {}): JsonObject => ({
  id: composite(n), type: 'inapp', trigger_condition: Array.isArray(condition) ? condition : [condition],
  start_time: null, end_time: null, priority: 0, delay: 0, re_eligibility: 0, timeout: null, min_seconds_since_last_trigger: null,
  data: message(n), ...more,
})

export const onEvent = (name: string): JsonObject => ({ type: 'custom_event', data: { event_name: name } })

export type MessageBench = Bench & {
  /** Texts of everything shown so far, in order. */
  texts: string[]
  /** What the verbose log said. */
  lines: string[]
  /** The event codes now queued. */
  queued(): string[]
}

/** A launched device with these triggers; nothing limits how often it shows messages but the triggers. */
export const withTriggers = async (platform: Platform, triggers: JsonObject[], options: Partial<DeviceOptions> = {}): Promise<MessageBench> => {
  const all = bench(platform, { minimumIntervalBetweenTriggerActionsInSeconds: 0, ...options })
  const texts: string[] = []
  const lines: string[] = []
  all.script(DATA, answer({ config: config(), triggers }))
  all.device.initialize()
  all.device.subscribe('in_app_message_displayed', (shown) => texts.push(String(shown.data['message'])))
  all.device.subscribe('log', (line) => lines.push(line))
  all.device.launch()
  await all.news()
  return { ...all, texts, lines, queued: () => all.device.pending.events.map((one) => one.name) }
}

/** Triggers 1…n on the events 'e1'…'en', each with its message. */
export const showing = (platform: Platform, messages: JsonObject[], options: Parameters<typeof withTriggers>[2] = {}): Promise<MessageBench> =>
  withTriggers(platform, messages.map((data, i) => trigger(i + 1, onEvent(`e${i + 1}`), { data })), options)
