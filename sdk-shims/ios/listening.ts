// What the device tells of, on its way to presenter, delegates and subscribers (A6, A10, M1, M18).
import type { InAppMessage as DeviceMessage, NoMatchingTrigger } from '../device/content-types.ts'
import type { JsonObject } from '../device/wire-types.ts'
import type { Braze, SessionEvent } from './braze.ts'
import type { TriggerEvent } from './delegates.ts'
import { messageOf } from './in-app-message.ts'
import type { InAppMessage } from './in-app-message.ts'
import { BrazeInAppMessageUI } from './in-app-message-ui.ts'
import { ownMessage } from './inner.ts'
import type { Inner } from './inner.ts'
import type { Observers } from './observers.ts'
import { openURL } from './urls.ts'

const EVENTS: Record<NoMatchingTrigger['event'], TriggerEvent> = {
  open: 'sessionStart', custom_event: 'customEvent', purchase: 'purchase', push_click: 'other', iam_click: 'other', test: 'other',
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The app's view of a message of the device. */
export const messageFor = (braze: Braze, inner: Inner, given: DeviceMessage): InAppMessage =>
  ownMessage(messageOf(inner.device, given, ({ url, useWebView }, { extras }) => {
    if (url !== undefined) openURL(braze, inner.phone, { url, useWebView, channel: 'inAppMessage' }, extras)
  }), inner)

export const listen = (braze: Braze, inner: Inner, sessions: Observers<SessionEvent>): void => {
  const { device } = inner

  device.subscribe('in_app_message', (given) => braze.inAppMessagePresenter?.present(messageFor(braze, inner, given)))
  device.subscribe('in_app_message_dismissed', ({ message, by }) => {
    const presenter = braze.inAppMessagePresenter
    if (by === 'change_user' || by === 'wipe') presenter?.dismiss?.(by === 'wipe' ? 'wipeData' : 'changeUser')
    else if (presenter instanceof BrazeInAppMessageUI) presenter.left(message.id)
  })
  device.subscribe('no_matching_trigger', ({ event, data }) => {
    const said = data?.data ?? {}
    const [name, properties] = event === 'purchase' ? [said['pid'], said['pr']] : [said['n'], said['p']]
    braze.delegate?.noMatchingTriggerForEvent?.(braze, EVENTS[event], typeof name === 'string' ? name : undefined, isObject(properties) ? properties : undefined)
  })
  device.subscribe('log', (line) => {
    const { logger } = braze.configuration
    if (logger.level === 'debug' || logger.level === 'info') logger.print?.(line, 'info')
  })
  device.subscribe('auth_error', ({ errorCode, reason, userId, signature, optional }) =>
    braze.sdkAuthDelegate?.sdkAuthenticationFailedWithError(braze, { code: errorCode, reason, userId, signature, optional }))
  device.subscribe('session', ({ sessionId, event }) =>
    queueMicrotask(() => sessions.tell({ kind: event === 'start' ? 'started' : 'ended', id: sessionId })))
}
