// Pushes that arrive, and what the user does with their notifications: tap, button, swipe (P5, P11-P13, P15; web wire 11).
import type { Calls } from './calls.ts'
import { queueEvent } from './sessions.ts'
import type { Context } from './device-memory.ts'
import type { Device } from './device-types.ts'
import type { Flush } from './flush.ts'
import { PATHS } from './platform-wire.ts'
import type { Notification, NotificationButton } from './push-reading.ts'
import { readPush } from './push-reading.ts'
import type { CallRecord, JsonObject } from './wire-types.ts'

/** One push that arrived. `ignored`: why the SDK did nothing with it. `received`: the app's code heard of it before any tap. */
export type PushRecord = { at: number; displayed: boolean; silent: boolean; received: boolean; ignored?: string; payload: unknown }

/** What the operating system holds of the app's pushes: survives kill, gone with uninstall. */
export type Tray = { shown: Notification[]; arrived: PushRecord[]; links: string[] }
export const emptyTray = (): Tray => ({ shown: [], arrived: [], links: [] })

type App = { launch(): void; launchInBackground(): void; foreground(): void }
export type Notifications = Pick<Device, 'receivePush' | 'tapPush' | 'tapPushButton' | 'dismissPush'>

const isWebAddress = (link: string): boolean => /^https?:/i.test(link)

export const createNotifications = (context: Context, calls: Calls, flush: Flush, app: App): Notifications => {
  const { wire, os } = context
  const seenIds = new Set<string>()

  /** P8: Android below 13 asks nobody. */
  const mayShow = (): boolean =>
    os.permission === 'authorized' || os.permission === 'provisional' || (wire.platform === 'android' && os.permission === 'notDetermined' && !wire.promptsForPush(context.facts))

  const receivePush: Device['receivePush'] = (payload) => {
    const arrived = (more: Partial<PushRecord>): PushRecord => {
      const record: PushRecord = { at: context.clock.now(), displayed: false, silent: false, received: false, ...more, payload }
      os.tray.arrived.push(record)
      return structuredClone(record)
    }
    if (!os.installed) return arrived({ ignored: 'the app is not installed' })
    if (!os.online) return arrived({ ignored: 'the device is offline' })
    const read = readPush(wire.platform, payload)
    if ('ignored' in read) return arrived({ ignored: read.ignored })
    if (read.pushId !== undefined) {
      if (seenIds.has(read.pushId)) return arrived({ ignored: 'the same push id again (P13)' })
      seenIds.add(read.pushId)
    }
    // Android wakes the app for each push; iOS tells one that is in front, or any by content-available
    if (wire.platform === 'android') app.launchInBackground()
    const { shows } = read
    const received = wire.platform === 'web' || (context.process !== undefined && (wire.platform === 'android' || context.process.foreground || shows === undefined))
    if (shows === undefined) return arrived({ silent: true, received })
    if (!mayShow()) return arrived({ received, ignored: 'notifications are not allowed' })
    // The worker names none, so the browser shows each
    if (wire.platform === 'web') shows.id = `${shows.id}#${os.tray.arrived.length + 1}`
    os.tray.shown = [...os.tray.shown.filter(({ id }) => id !== shows.id), shows]
    return arrived({ displayed: true, received })
  }

  /** Takes a notification from the tray; without one the newest. */
  const take = (given: Notification | undefined): Notification => {
    const found = given === undefined ? os.tray.shown.at(-1) : os.tray.shown.find(({ id }) => id === given.id)
    if (found === undefined) throw new Error('there is no such notification on this device')
    os.tray.shown = os.tray.shown.filter((one) => one !== found)
    return found
  }

  const open = (): void => (context.process === undefined ? app.launch() : app.foreground())

  /** A link that leaves the app goes to the browser: the app stays where it is. */
  const follow = ({ link, useWebview }: { link?: string; useWebview?: boolean }): boolean => {
    if (link !== undefined) os.tray.links.push(link)
    return wire.platform === 'web' || link === undefined || useWebview === true || !isWebAddress(link)
  }

  /** The service worker speaks for itself: no page, no session (web wire 11). What can not leave goes with the page's data. */
  const postByWorker = (name: string, data: JsonObject): void => {
    const { store, options, clock } = context
    const event = { name, data, time: clock.now() / 1000, ...(store.userId === undefined ? {} : { user_id: store.userId }) }
    const body = { api_key: options.apiKey, device_id: store.deviceId, time: Math.floor(clock.now() / 1000), sdk_version: options.sdkVersion ?? wire.sdkVersion, events: [event] }
    const call = { method: 'POST', path: PATHS.data, headers: { 'Content-type': 'application/json', 'X-Braze-Api-Key': options.apiKey }, body: JSON.stringify(body) }
    const record: CallRecord = { at: clock.now(), path: PATHS.data, headers: call.headers, body: JSON.parse(call.body) as JsonObject, call, outcome: 'in flight' }
    calls.requests.push(record)
    const sent = os.online ? options.transport(call) : Promise.reject(new Error('the device is offline'))
    const ended = (outcome: 'ok' | 'failed', more: Partial<CallRecord>): void => {
      Object.assign(record, { outcome, ...more })
      if (outcome === 'ok') return
      store.events.push(event)
      flush.arm()
    }
    void calls.track(sent.then((answer) => ended(answer.status < 300 ? 'ok' : 'failed', { answer }), (error: Error) => ended('failed', { failure: error.message })))
  }

  /** `opens`: whether the app comes to the front with it. */
  const tell = (name: 'pc' | 'ca', data: JsonObject | undefined, opens: boolean): void => {
    if (wire.platform === 'web') {
      if (data !== undefined && !context.store.disabled) postByWorker(name, data)
      if (opens) open()
      return
    }
    // P11: the open belongs to the session that it starts
    if (opens) open()
    else app.launchInBackground()
    if (data !== undefined && !context.store.disabled) queueEvent(context, name, data)
    if (context.options.flushPolicy === 'manual') flush.arm()
    else void flush.now()
  }

  const tapPush: Device['tapPush'] = (notification) => {
    const tapped = take(notification)
    tell('pc', tapped.cid === undefined ? undefined : { cid: tapped.cid }, follow(tapped))
  }

  const tapPushButton: Device['tapPushButton'] = (button, notification) => {
    const shown = notification ?? os.tray.shown.at(-1)
    const found: NotificationButton | undefined = shown === undefined ? undefined : typeof button === 'number' ? shown.buttons[button] : shown.buttons.find(({ id, text }) => id === button || text === button)
    if (found === undefined) throw new Error(`the notification has no button ${JSON.stringify(button)}: ${(shown?.buttons ?? []).map(({ id, text }) => `${id} (${text})`).join(', ') || 'it has none'}`)
    const { cid } = take(shown)
    const opens = found.action !== 'close' && follow(found)
    tell('ca', cid === undefined ? undefined : { cid, a: found.id }, opens)
  }

  return { receivePush, tapPush, tapPushButton, dismissPush: (notification) => void take(notification) }
}
