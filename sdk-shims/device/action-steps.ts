// Does what a brazeActions link says, step by step (docs: Braze Actions deeplinks).
import { decodeAction } from './braze-actions.ts'
import type { BrazeAction } from './braze-actions.ts'
import type { Device } from './device-types.ts'
import type { AppObject, AppValue } from './wire-types.ts'

type Verbs = Pick<Device,
  | 'logCustomEvent' | 'setEmailNotificationSubscriptionType' | 'setPushNotificationSubscriptionType' | 'setCustomUserAttribute'
  | 'addToSubscriptionGroup' | 'removeFromSubscriptionGroup' | 'addToCustomAttributeArray' | 'removeFromCustomAttributeArray'>

type Subscription = Parameters<Device['setEmailNotificationSubscriptionType']>[0]

/** `open`: follows a link. `prompt`: the app asks for push; what the user answers is the test's to say. */
export type ActionHost = { verbs: Verbs; open(link: string): void; prompt(): void }

const run = ({ verbs, open, prompt }: ActionHost, { type, args }: BrazeAction['steps'][number]): void => {
  const text = (at: number): string => String(args[at] ?? '')
  switch (type) {
    case 'logCustomEvent': return void verbs.logCustomEvent(text(0), args[1] === undefined || args[1] === null ? undefined : (args[1] as AppObject))
    case 'setEmailNotificationSubscriptionType': return void verbs.setEmailNotificationSubscriptionType(text(0) as Subscription)
    case 'setPushNotificationSubscriptionType': return void verbs.setPushNotificationSubscriptionType(text(0) as Subscription)
    case 'setCustomUserAttribute': return void verbs.setCustomUserAttribute(text(0), args[1] as AppValue, args[2] === true)
    case 'addToSubscriptionGroup': return void verbs.addToSubscriptionGroup(text(0))
    case 'removeFromSubscriptionGroup': return void verbs.removeFromSubscriptionGroup(text(0))
    case 'addToCustomAttributeArray': return void verbs.addToCustomAttributeArray(text(0), text(1))
    case 'removeFromCustomAttributeArray': return void verbs.removeFromCustomAttributeArray(text(0), text(1))
    case 'openLink':
    case 'openLinkInWebView': return open(text(0))
    case 'requestPushPermission': return prompt()
  }
}

/** Nothing happens when the link holds a step that the SDK does not know. */
export const actOn = (link: string, host: ActionHost): void => {
  const action = decodeAction(link)
  if (action?.known === true) for (const step of action.steps) run(host, step)
}
