// The verbs of a live device: what the person does for each, and the row of the journal that proves it. Verbs without such a row are ended with Enter.
import { differences, show } from '../compare.ts'
import type { JournalRow } from '../failure.ts'
import { kind, oneOf, text } from './checks.ts'
import type { Facts } from './facts.ts'
import type { Watch } from './waiting.ts'

/** `watches` and `enter` as in asking; `there`: it is so already, in these words. */
export type Task = { say: string; watches: readonly Watch[]; enter?: boolean; there?: string }
export type LiveVerb = (args: readonly any[], facts: Facts) => Task

const byHand = (say: string): LiveVerb => () => ({ say: `${say} Then press Enter.`, watches: [], enter: true })
const proven = (say: string, what: string, ...kinds: string[]): LiveVerb => () => ({ say, watches: [oneOf(what, kinds.map((name) => kind('', name)))] })

const withProps = (props: object | undefined): string => (props === undefined || Object.keys(props).length === 0 ? '' : ` with ${show(props)}`)

/** An event or purchase of this name, its members compared. */
function happening(what: string, name: string, member: 'name' | 'product_id', wanted: string, others: Record<string, unknown>): Watch {
  const apart = ({ data }: JournalRow): string[] => differences(others, data)
  return {
    what,
    fits: (row) => row.kind === name && row.data['source'] === 'sdk' && row.data[member] === wanted && apart(row).length === 0,
    near: (row) =>
      row.kind === 'custom_event.logged' && (name !== row.kind || row.data['name'] !== wanted) ? `the custom event '${String(row.data['name'])}' was logged`
      : row.kind === 'purchase.made' && (name !== row.kind || row.data['product_id'] !== wanted) ? `a purchase of '${String(row.data['product_id'])}' was logged`
      : row.kind !== name ? undefined
      : row.data['source'] !== 'sdk' ? `'${wanted}' came, but not from the SDK`
      : `'${wanted}' came, but ${apart(row).join('; ')}`,
  }
}

const same = (one: unknown, other: unknown): boolean => text(one ?? null) === text(other ?? null)
const changed = ({ data }: JournalRow, name: string): { to: unknown } | undefined => (data['changes'] as Record<string, { to: unknown }> | undefined)?.[name]

/** An attribute that gets a value (any, without `value`). */
function attribute(name: string, say: string, value?: { is: unknown }): Task {
  return {
    say,
    watches: [{
      what: `${name}${value === undefined ? '' : ` = ${text(value.is ?? null)}`}`,
      // The same value again changes nothing, and proves that it is set
      fits: (row) => (row.kind === 'profile.updated' ? changed(row, name) !== undefined && (value === undefined || same(changed(row, name)!.to, value.is)) : row.kind === 'attributes.unchanged' && (row.data['attributes'] as string[]).includes(name)),
      near: (row) => (row.kind !== 'profile.updated' || row.data['source'] !== 'sdk' ? undefined : changed(row, name) !== undefined ? `${name} was set to ${text(changed(row, name)!.to ?? null)}` : `${Object.keys(row.data['changes'] as object).join(', ')} was set`),
    }],
  }
}
const set = (name: string): LiveVerb => ([value]) => attribute(name, value === null ? `Clear the attribute '${name}'.` : `Set the attribute '${name}' to ${text(value)}.`, { is: value })
const two = (number: number): string => String(number).padStart(2, '0')

export const verbs: Readonly<Record<string, LiveVerb>> = {
  launch: () => ({ say: 'Open the app (after its last session is over).', watches: [kind('a session that starts', 'session.started')] }),
  openSession: () => ({ say: 'Do what opens a session.', watches: [kind('a session that starts', 'session.started')] }),
  closeSession: () => ({ say: 'Do what closes the session.', watches: [kind('the end of the session', 'session.ended')] }),
  foreground: () => ({ say: 'Bring the app to the front again. A new session counts by itself; if there is none, press Enter.', watches: [kind('a session that starts', 'session.started')], enter: true }),
  background: byHand('Put the app in the background.'),
  kill: byHand('Close the app fully (close the tab).'),
  uninstall: byHand('Uninstall the app.'),
  reinstall: byHand('Install the app anew.'),
  wipeData: byHand('Delete the app\'s data.'),
  goOffline: byHand('Take the device offline.'),
  goOnline: byHand('Bring the device online again.'),

  changeUser: ([id], facts) => ({
    say: `Log in as '${String(id)}'.`,
    ...(facts.external_id === id ? { there: `'${String(id)}' is logged in already` } : {}),
    watches: [{
      what: `changeUser('${String(id)}')`,
      fits: (row) => named(row) === id,
      near: (row) => (named(row) !== undefined ? `changeUser('${named(row)}') was called` : /^(custom_event|purchase)\./.test(row.kind) ? `${row.kind} of the user as before: changeUser() was not called` : undefined),
    }],
  }),
  addAlias: ([name, label]) => ({ say: `Do what gives the user the alias '${String(label)}:${String(name)}'.`, watches: [kind(`the alias '${String(label)}:${String(name)}'`, 'alias.added', { fits: ({ alias }) => alias.alias_name === name && alias.alias_label === label })] }),

  logCustomEvent: ([name, props]) => ({ say: `Do what logs the custom event '${String(name)}'${withProps(props)}.`, watches: [happening(`the custom event '${String(name)}'`, 'custom_event.logged', 'name', String(name), props === undefined ? {} : { properties: props })] }),
  logPurchase: ([product, price, currency, quantity, props]) => ({
    say: `Buy something: product '${String(product)}' for ${String(price)} ${String(currency ?? 'USD')}${quantity === undefined ? '' : ` × ${String(quantity)}`}${withProps(props)}.`,
    watches: [happening(`a purchase of '${String(product)}'`, 'purchase.made', 'product_id', String(product), { price, ...(currency === undefined ? {} : { currency }), ...(quantity === undefined ? {} : { quantity }), ...(props === undefined ? {} : { properties: props }) })],
  }),
  setFirstName: set('first_name'), setLastName: set('last_name'), setEmail: set('email'), setCountry: set('country'), setHomeCity: set('home_city'), setLanguage: set('language'), setPhoneNumber: set('phone'),
  setGender: ([value]) => attribute('gender', `Set the gender to ${text(value)}.`),
  setDateOfBirth: ([year, month, day]) => attribute('dob', `Set the date of birth to ${year}-${two(month)}-${two(day)}.`, { is: `${year}-${two(month)}-${two(day)}` }),
  setEmailNotificationSubscriptionType: set('email_subscribe'), setPushNotificationSubscriptionType: set('push_subscribe'),
  setCustomUserAttribute: ([key, value]) => attribute(String(key), `Set the custom attribute '${String(key)}' to ${text(value)}.`, { is: value }),
  unsetCustomUserAttribute: ([key]) => attribute(String(key), `Do what removes the custom attribute '${String(key)}'.`, { is: null }),
  incrementCustomUserAttribute: ([key, by = 1]) => attribute(String(key), `Do what adds ${String(by)} to the custom attribute '${String(key)}'.`),
  addToCustomAttributeArray: ([key, value]) => attribute(String(key), `Do what adds ${text(value)} to the custom attribute '${String(key)}'.`),
  removeFromCustomAttributeArray: ([key, value]) => attribute(String(key), `Do what takes ${text(value)} from the custom attribute '${String(key)}'.`),
  addToSubscriptionGroup: ([id]) => proven(`Subscribe to the subscription group '${String(id)}'.`, 'the subscription', 'subscription_group.subscribed')([], {}),
  removeFromSubscriptionGroup: ([id]) => proven(`Unsubscribe from the subscription group '${String(id)}'.`, 'the end of the subscription', 'subscription_group.unsubscribed')([], {}),

  allowPush: proven('Allow notifications.', 'a push token', 'push_token.registered', 'push_token.moved'),
  unregisterPush: proven('Do what unregisters push.', 'the removal of the push token', 'push_token.removed'),
  denyPush: byHand('Refuse notifications.'),
  revokePushInSettings: byHand('Turn notifications off in the settings of the device.'),
  restorePushInSettings: byHand('Turn notifications on again in the settings of the device.'),
  receivePushes: byHand('Wait until the push is there.'),
  tapPush: proven('Tap the push.', 'the tap on the push', 'push.open'),
  tapPushButton: ([button]) => proven(`Tap the button ${text(button)} of the push.`, 'the tap on the button', 'push.action_click', 'push.open')([], {}),
  dismissPush: byHand('Swipe the push away.'),

  clickInAppMessage: proven('Tap the in-app message.', 'the tap on the in-app message', 'in_app_message.click'),
  clickInAppMessageButton: ([button]) => proven(`Tap the button ${text(button)} of the in-app message.`, 'the tap on the button', 'in_app_message.button_click')([], {}),
  dismissInAppMessage: byHand('Close the in-app message.'),
  requestContentCardsRefresh: byHand('Refresh the Content Cards.'),
  openContentCardsFeed: () => ({ say: 'Open the Content Cards and look at them. An impression counts by itself; if there is none to come, press Enter.', watches: [kind('the impression of a card', 'content_card.impression')], enter: true }),
  closeContentCardsFeed: byHand('Leave the Content Cards.'),
  logContentCardImpressions: proven('Look at the Content Card.', 'the impression of the card', 'content_card.impression'),
  clickContentCard: proven('Tap the Content Card.', 'the tap on the card', 'content_card.click'),
  logContentCardClick: proven('Tap the Content Card.', 'the tap on the card', 'content_card.click'),
  logContentCardDismissal: proven('Dismiss the Content Card.', 'the dismissal of the card', 'content_card.dismissal'),
  logBannerImpressions: proven('Look at the Banner.', 'the impression of the Banner', 'banner.impression'),
  logBannerClick: proven('Tap the Banner.', 'the tap on the Banner', 'banner.click'),
  dismissBanner: proven('Dismiss the Banner.', 'the dismissal of the Banner', 'banner.dismissal'),
}

/** The user id that a row says changeUser() was called with; the feed of a live device puts `external_id` beside it. */
function named(row: JournalRow): string | undefined {
  const { kind: name, data } = row
  if (name === 'profile.merged') return (data['into'] as { external_id?: string }).external_id
  if (name === 'device.moved' || name === 'session.started') return (row as JournalRow & { external_id?: string }).external_id
  return name === 'profile.identified' || name === 'profile.created' ? (data['external_id'] as string | undefined) : undefined
}
