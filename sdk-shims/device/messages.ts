// In-app messages on the screen: who shows them, the stack, the host's hook, what may not be shown (M12, M14-M17, M19, U14).
import type { InAppMessage, InAppMessageDecision, InAppMessageEnd, InAppMessageKind } from './content-types.ts'
import type { Context } from './device-memory.ts'
import { maySee, pointless } from './message-rules.ts'
import type { JsonObject } from './wire-types.ts'

/** M7: how long an AUTO_DISMISS message stays, in ms, where it does not say. */
const DURATION_MS = 5000

/** `undo`: it does not count as triggered. `fallBack`: neither, and the next trigger has its turn. */
type Origin = Pick<InAppMessage, 'event' | 'userId'> & { trigger: string; undo(): void; fallBack(): void }

export type Messages = {
  /** Web: false when neither the app nor a subscriber would show it (M17). */
  hasAudience(): boolean
  /** Web: false for a message that asks for what can not be had (a push primer where push was answered already). */
  mayAsk(data: JsonObject): boolean
  /** A trigger's message: to the subscribers, and on its way to the screen. */
  offer(data: JsonObject, from: Origin): void
  make(data: JsonObject): InAppMessage
  show(message: InAppMessage): boolean
  /** Shows the top of the stack when nothing is on screen (M14). */
  next(): boolean
  /** The newest one on screen, or the given one; throws when it is not there. */
  onScreen(message: InAppMessage | undefined): InAppMessage
  close(message: InAppMessage, by: InAppMessageEnd['by']): void
  /** U14, M19: everything leaves the screen, the stack is emptied. */
  clear(by: 'change_user' | 'wipe' | undefined): void
  showByItself(): void
  setHook(hook: ((message: InAppMessage) => InAppMessageDecision) | undefined): void
  shown(): InAppMessage[]
  stack(): InAppMessage[]
}

const kindOf = (data: JsonObject): InAppMessageKind =>
  data['is_control'] === true ? 'CONTROL' : (String(data['type']).toUpperCase() as InAppMessageKind)

/** `impression`: logs it (M13); set by the analytics, which need the screen in turn. */
export const createMessages = (context: Context, impression: (message: InAppMessage) => void): Messages => {
  const { wire, clock, notices, options } = context
  let made = 0
  let shown: InAppMessage[] = []
  let stack: InAppMessage[] = []
  let hook: ((message: InAppMessage) => InAppMessageDecision) | undefined
  const origins = new Map<string, Origin>()
  const timers = new Map<string, () => void>()
  let automatic = options.automaticallyShowInAppMessages !== false

  const make = (data: JsonObject, from?: Origin): InAppMessage => {
    const id = data['trigger_id']
    return {
      id: `message-${++made}`, kind: kindOf(data), data: structuredClone(data), triggerId: typeof id === 'string' ? id : undefined,
      trigger: from?.trigger, event: from?.event, userId: from === undefined ? context.store.userId : from.userId,
    }
  }

  /** Web lets a slideup lie over anything; of the others there is one at a time. */
  const isScreenFree = (message: InAppMessage): boolean =>
    wire.platform === 'web' ? message.kind === 'SLIDEUP' || shown.every((one) => one.kind === 'SLIDEUP') : shown.length === 0

  const close = (message: InAppMessage, by: InAppMessageEnd['by']): void => {
    const open = shown.find((one) => one.id === message.id)
    if (open === undefined) return
    shown = shown.filter((one) => one !== open)
    timers.get(open.id)?.()
    timers.delete(open.id)
    // What waits on the stack does not come by itself: the next message, the foreground or the app brings it. docs: braze-android-sdk BrazeInAppMessageManager.kt, braze-swift-sdk BrazeInAppMessageUI
    notices.emit('in_app_message_dismissed', { message: open, by })
  }

  const display = (message: InAppMessage): boolean => {
    if (message.kind === 'CONTROL') {
      // M12
      impression(message)
      return true
    }
    const why = maySee(context, message) ?? (isScreenFree(message) ? undefined : 'another message is being shown')
    if (why !== undefined) {
      notices.emit('log', `Not showing in-app message ${message.id}: ${why}.`)
      return false
    }
    const idle = wire.platform === 'android' ? pointless(context, message.data) : undefined
    if (idle !== undefined) {
      notices.emit('log', `Not showing in-app message ${message.id}: ${idle}.`)
      origins.get(message.id)?.fallBack()
      return false
    }
    shown = [...shown, message]
    impression(message)
    notices.emit('in_app_message_displayed', message)
    const closes = message.data['message_close'] ?? (message.kind === 'SLIDEUP' ? 'AUTO_DISMISS' : undefined)
    const duration = message.data['duration']
    if (closes === 'AUTO_DISMISS') {
      timers.set(message.id, clock.at(clock.now() + (typeof duration === 'number' && duration > 0 ? duration : DURATION_MS), () => close(message, 'timeout')))
    }
    return true
  }

  const next = (): boolean => {
    if (shown.length > 0 || context.process?.foreground !== true) return false
    const message = stack.pop()
    if (message === undefined) return false
    // M15
    if (message.userId !== context.store.userId) return next()
    const decision = hook?.(structuredClone(message)) ?? 'DISPLAY_NOW'
    if (decision === 'DISPLAY_NOW') return display(message) && message.kind !== 'CONTROL' ? true : next()
    if (decision === 'DISPLAY_LATER') stack.push(message)
    if (decision === 'REENQUEUE') origins.get(message.id)?.undo()
    return false
  }

  const push = (message: InAppMessage): boolean => {
    stack.push(message)
    next()
    return shown.some((one) => one.id === message.id) || message.kind === 'CONTROL'
  }

  return {
    hasAudience: () => wire.platform !== 'web' || automatic || notices.count('in_app_message') > 0,
    mayAsk: (data) => wire.platform !== 'web' || pointless(context, data) === undefined,
    make,
    offer: (data, from) => {
      const message = make(data, from)
      origins.set(message.id, from)
      notices.emit('in_app_message', message)
      if (!automatic) return
      if (wire.stacksMessages || hook !== undefined) push(message)
      else display(message)
    },
    show: (message) => (wire.stacksMessages ? push(structuredClone(message)) : display(structuredClone(message))),
    next,
    onScreen: (message) => {
      const found = message === undefined ? shown.at(-1) : shown.find((one) => one.id === message.id)
      if (found === undefined) throw new Error('there is no such in-app message on the screen')
      return found
    },
    close,
    clear: (by) => {
      stack = []
      origins.clear()
      // With the process goes what its code said
      if (by === undefined) {
        hook = undefined
        automatic = options.automaticallyShowInAppMessages !== false
      }
      for (const one of [...shown]) {
        if (by === undefined) shown = []
        else close(one, by)
      }
      for (const cancel of timers.values()) cancel()
      timers.clear()
    },
    showByItself: () => { automatic = true },
    setHook: (given) => { hook = given },
    shown: () => structuredClone(shown),
    stack: () => structuredClone(stack).reverse(),
  }
}
