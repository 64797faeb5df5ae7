// What stands at the head of a scenario in YAML, beside setup, devices and steps; and what a device there may say of itself.
import * as z from 'zod'
import { qaRows } from '../qa-rows.ts'
import type { ScenarioDevice } from '../stage.ts'
import { flag, number, span, text, texts } from './words.ts'

export const PLATFORMS = ['web', 'ios', 'android'] as const
const seconds = number.nonnegative()

// Which numbers there are is said in words of its own, after this
const rowNumber = z.int().meta({ minimum: 1, maximum: qaRows.length })

/** `timeout` is wall-clock time. */
export const headMembers = {
  name: { doc: 'What QA reads in the report; each name once in a file.', schema: text.min(1, 'a scenario has a name') },
  row: { doc: 'The rows of the QA table that it covers, by number; or words of a plan of your own.', schema: z.union([rowNumber, text, z.array(z.union([rowNumber, text]))], { error: 'a row is a number of the QA table, a text, or a list of them' }).optional() },
  tags: { doc: 'Words for --grep.', schema: texts.optional() },
  timeout: { doc: 'After so long it counts as failed (default 60s).', schema: span.optional() },
  for_each: { doc: 'Runs once for each of these platforms: <platform> stands for its name everywhere. Names that do not have it begin with it.', schema: z.array(z.enum(PLATFORMS)).min(1, 'for_each names platforms: [web, ios, android]').optional() },
} as const

/** What can be said of a device: its platform, or members of these. */
const deviceOptions = {
  platform: z.enum(PLATFORMS),
  apiKey: text.optional().describe('The SDK key, when it is not that of the platform’s app.'),
  seed: z.union([text, number], { error: 'a seed is a text or a number' }).optional(),
  deviceId: text.optional(),
  deviceIdOfPage: text.optional(),
  sdkVersion: text.optional(),
  sdkMetadata: texts.optional(),
  sdkFlavor: text.optional(),
  appVersion: text.optional(),
  appVersionCode: text.optional(),
  model: text.optional(),
  live: flag.optional().describe('A real app in a person’s hands: needs --live.'),
  withheld: texts.optional().describe('Members of the device object that are not told.'),
  device: z.strictObject(Object.fromEntries(['model', 'brand', 'carrier', 'osVersion', 'locale', 'timeZone', 'browser', 'browserVersion', 'userAgent'].map((name) => [name, text.optional()]))).optional().describe('What the hardware and the system say of themselves.'),
  sessionTimeoutInSeconds: seconds.optional().describe('Default: web 1800, iOS and Android 10.'),
  sessionTimeoutFrom: z.enum(['background', 'start']).optional(),
  flushIntervalSeconds: seconds.optional().describe('Default: 10.'),
  flushPolicy: z.enum(['automatic', 'manual']).optional(),
  optInWhenPushAuthorized: flag.optional(),
  disablePushTokenMaintenance: flag.optional(),
  registerPushAtLaunch: flag.optional(),
  enableSdkAuthentication: flag.optional(),
  minimumIntervalBetweenTriggerActionsInSeconds: seconds.optional().describe('Default: 30.'),
  automaticallyShowInAppMessages: flag.optional(),
  subscribesByItself: flag.optional(),
  allowUserSuppliedJavascript: flag.optional(),
  eagerTestDisplay: flag.optional(),
  enableLocationCollection: flag.optional(),
  enableGeofences: flag.optional(),
  automaticGeofenceRequests: flag.optional(),
  allowBackgroundGeofenceUpdates: flag.optional(),
} satisfies Record<Exclude<keyof ScenarioDevice, 'eventStream'>, z.ZodType>
export const deviceSchema = z.strictObject(deviceOptions)
