// What is logged of an in-app message and how often: si, iec, sc, sbc; and the follow-up triggers of clicks (M2, M12, M13; web wire 3, 6).
import type { InAppMessage } from './content-types.ts'
import type { Context } from './device-memory.ts'
import type { Log } from './logging.ts'
import { isHtml } from './message-rules.ts'
import type { JsonObject } from './wire-types.ts'

/** Web drops a second impression of the same trigger id within this time, in ms. */
const IMPRESSION_WINDOW_MS = 2000

export type MessageAnalytics = {
  impression(message: InAppMessage): boolean
  click(message: InAppMessage): boolean
  buttonClick(message: InAppMessage, button: number | string | undefined): boolean
  htmlClick(message: InAppMessage, button: string | undefined): boolean
  /** U14: web forgets its window with the user. */
  reset(): void
}

type Marks = { impression?: true; click?: true; buttons: Set<string> }

export const createMessageAnalytics = (context: Context, log: Log): MessageAnalytics => {
  const { wire, clock } = context
  const marks = new Map<string, Marks>()
  let seenAt = new Map<string, number>()

  const of = (message: InAppMessage): Marks => {
    const found = marks.get(message.id) ?? { buttons: new Set<string>() }
    marks.set(message.id, found)
    return found
  }

  /** Web echoes `message_extras` in impressions and body clicks. */
  const data = (message: InAppMessage, extras: boolean): JsonObject | undefined => {
    if (message.triggerId === undefined) return undefined
    const given = message.data['message_extras']
    return { trigger_ids: [message.triggerId], ...(extras && wire.platform === 'web' && given !== undefined && given !== null ? { message_extras: given } : {}) }
  }

  const tooSoon = (id: string | undefined): boolean => {
    if (wire.platform !== 'web' || id === undefined || id === '') return false
    const last = seenAt.get(id)
    if (last !== undefined && clock.now() - last < IMPRESSION_WINDOW_MS) return true
    seenAt.set(id, clock.now())
    return false
  }

  const impression = (message: InAppMessage): boolean => {
    const mark = of(message)
    if (mark.impression === true) return false
    mark.impression = true
    const given = data(message, true)
    return !tooSoon(message.triggerId) && given !== undefined && log(message.kind === 'CONTROL' ? 'iec' : 'si', given)
  }

  const clicked = (code: 'sc' | 'sbc', message: InAppMessage, given: JsonObject | undefined, button: string | undefined): boolean =>
    given !== undefined && log(code, given, { fires: { type: 'iam_click', name: message.triggerId, button } })

  return {
    impression,
    click: (message) => {
      const mark = of(message)
      if (mark.click === true) return false
      mark.click = true
      const done = clicked('sc', message, data(message, true), undefined)
      if (done && mark.impression !== true) impression(message)
      return done
    },
    buttonClick: (message, button) => {
      const { buttons } = of(message)
      if (button === undefined || button === -1 || buttons.has(String(button))) return false
      buttons.add(String(button))
      const given = data(message, false)
      return clicked('sbc', message, given === undefined ? undefined : { ...given, bid: button }, String(button))
    },
    htmlClick: (message, button) => {
      if (!isHtml(message)) return false
      const mark = of(message)
      // WEB_HTML logs one click in all, the other HTML types every one
      if (message.kind === 'WEB_HTML' && mark.click === true) return false
      mark.click = true
      const given = data(message, true)
      return clicked(button === undefined ? 'sc' : 'sbc', message, given === undefined || button === undefined ? given : { ...given, bid: button }, button)
    },
    reset: () => { seenAt = new Map() },
  }
}
