// Package export brazier/scenarios: what a scenario file imports.
export { scenario } from './registry.ts'
export type { ScenarioBody, ScenarioOptions } from './registry.ts'
export type { Admin, Clock, Rest, RestOptions, ScenarioDevice, Stage } from './stage.ts'
export { qaRows } from './qa-rows.ts'
export type { QaRow, RowName } from './qa-rows.ts'
export type { Expect, ExpectedRows, ValueExpectation } from './expect.ts'
export type { ExpectedEvent, ExpectedPurchase, ExpectedSessions, Session } from './expect-activity.ts'
export type { Asked, ExpectedCard, ExpectedExplanation, ExpectedMessage, Message } from './expect-messages.ts'
export type { AskedFields } from './expect-export.ts'
export { withLocalServer } from './local-server.ts'
export type { Hit, LocalServer, ServerAnswer } from './local-server.ts'
export type { ExpectedPlan } from './expect-plan.ts'
export type { TokenChange } from './expect-push.ts'
export type { PushInbox } from './push-inbox.ts'
export type { Alias, Profile, Who } from './people.ts'
export type { Answer } from './wire.ts'
export type { Banner, ContentCard, Device, InAppMessage, Notification, Platform, PushRecord } from '../sdk-shims/device/index.ts'

/** For a scenario on each platform: `for (const platform of platforms) scenario(…)`. */
export const platforms = ['web', 'ios', 'android'] as const
