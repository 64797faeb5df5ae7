// The behaviour rules of the SDKs that Brazier promises to keep, one line each, and the tests whose titles begin with their numbers.
import type { Source } from './sources.ts'
import { strip } from './sources.ts'

export const RULES: Readonly<Record<string, string>> = {
  S1: 'the first openSession starts exactly one session; later events carry its id',
  S2: 'default session timeout: Android and iOS 10 s, web 1,800 s; configurable',
  S3: 'web never replaces a session younger than the floor that the server’s config sets',
  S4: 'back in front within the timeout: the same session, nothing sent',
  S5: 'back after the timeout: the old session ends, a new one starts',
  S6: 'the timeout counts from going to the background, or by a switch from the session’s start',
  S7: 'closeSession ends a session only after the timeout',
  S8: 'force-quit: no session end until the next launch; iOS then reports the true time in front',
  S9: 'Roku: the previous session’s end comes first at launch',
  S10: 'changeUser to another id ends the session and starts one; to the same id does nothing',
  S11: 'web: a session ends at its last activity, and lives on over reloads and tabs',
  S12: 'iOS: a session outlives the instance; a launch in the background starts none',
  S13: 'what was logged before the first session is not lost',
  S14: 'a messaging session asks for triggers, cards and flags again though the session goes on',
  S15: 'a session adds to count, first and last use of the app and, at its end, duration; 5,000,000 block the user',
  S16: 'of automatic data only session start and end count as data points',
  S17: 'disableSdk: no traffic, nothing kept; enableSdk goes on',
  U1: 'a new device without a user id is an anonymous profile with a braze_id and no external_id',
  U2: 'changeUser to a new id: the same profile gets the id and keeps everything',
  U3: 'changeUser to a known id: the anonymous profile is orphaned, the known one wins',
  U4: 'what the known profile takes over, by merge mode: lifecycle, merge-endpoint, none',
  U5: 'sessions of an app are merged only where both profiles have the app',
  U6: 'aliases merge too; of two with one label the target’s stays',
  U7: 'from one known user to another no data moves',
  U8: 'a known user does not become anonymous by a call; wipeData, logout and reinstall do it',
  U9: 'after a reinstall: anonymous with a new braze_id until changeUser',
  U10: 'an alias is unique by name and label; the same label again replaces the name',
  U11: 'aliases survive identification and still find the profile',
  U12: 'braze_id is made by the server and never changes',
  U13: 'pending data goes out under the user who logged it',
  U14: 'changeUser clears what belonged to the previous user and asks for the new one’s',
  U15: 'card subscribers hear of a change of user',
  U16: 'ids over 997 bytes are refused, strings cut to 255 characters, by the SDK',
  U17: 'a date of birth out of range is refused; its day does not move with the time zone',
  U18: 'blocked names are not sent and trigger nothing; the server does not store them',
  U19: 'logout: flush, push/unregister, then wipe and disable; nothing when it fails',
  P1: 'a push token comes with the attributes of the current user, and again at each session start',
  P2: 'one token per device and app; changeUser moves it, with a change log on both users',
  P3: 'a token goes by changeUser, provider error, uninstall, unregisterPush or a web unsubscription',
  P4: 'after an uninstall the token is out until the app is launched again',
  P5: 'foreground push: a token, permission of the system, and not unsubscribed',
  P6: 'the subscription state is the user’s: subscribed at creation, opted_in on permission, never unsubscribed by Braze',
  P7: 'opted_in comes once, at the moment of permission',
  P8: 'when each platform has a token at all',
  P9: 'a push goes to subscribed or opted_in users with foreground push; silent push needs a token only',
  P10: 'push switched off in the system shows after the next session',
  P11: 'a tap is a direct open, a button an action click, swiping away nothing',
  P12: 'iOS: a push shown while the app is in front is no open',
  P13: 'Android: of two pushes with one id the second is dropped',
  P15: 'a silent push is not displayed',
  P21: 'web: a token is gone after 60 days without a session',
  N1: 'data leaves about every 10 s',
  N2: 'data leaves at once on session start, token change, push click, changeUser and request',
  N3: 'Roku sends one request for each event',
  N4: 'manual flush: data waits for it',
  N5: 'offline by switch: no request, nothing lost',
  N6: 'a failed request is kept, repeated in order with growing waits, over the death of the process',
  N7: 'the SDK’s own request tokens, set by the server’s config',
  N8: 'events keep the time of the device; late ones do not reorder a timeline',
  N9: 'a lost answer makes the SDK send twice: counted again, or dropped by a switch',
  N10: 'wipeData: queued events gone, a new device id',
}

/** Rule → the files with a test whose title begins with it (`S1`, `U2, U7`, `P1 and P2`). */
export function proofs(tests: readonly Source[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { path, text } of tests) {
    const { code, literals } = strip(text)
    for (const literal of literals) {
      const rules = /^[SUPN]\d+(?:(?:, |\/|\+| and |, and )[SUPN]\d+)*(?=[\s:])/.exec(literal.text)?.[0]
      if (rules === undefined || !/(?:\b(?:test|it|scenario)(?:\.\w+)*|\))\s*\(\s*$/.test(code.slice(Math.max(0, literal.at - 60), literal.at - 1))) continue
      for (const rule of rules.match(/[SUPN]\d+/g)!) found.set(rule, [...new Set([...(found.get(rule) ?? []), path])].sort())
    }
  }
  return found
}
