// Links that are calls to the SDK: brazeActions://v1/<base64 of UTF-16LE JSON> (web wire 6; docs: Braze Actions deeplinks).
import type { Json, JsonObject } from './wire-types.ts'

const SCHEME = /^brazeActions:\/\/v\d+\/(.*)$/i
const KNOWN = ['container', 'logCustomEvent', 'setEmailNotificationSubscriptionType', 'setPushNotificationSubscriptionType',
  'setCustomUserAttribute', 'requestPushPermission', 'addToSubscriptionGroup', 'removeFromSubscriptionGroup',
  'addToCustomAttributeArray', 'removeFromCustomAttributeArray', 'openLink', 'openLinkInWebView']
/** Android's word for it. docs: braze-android-sdk, BrazeActionParser.kt */
const RENAMED: Record<string, string> = { openLinkInWebview: 'openLinkInWebView' }

export type BrazeAction = {
  /** The steps in order, a container's laid flat. */
  steps: { type: string; args: Json[] }[]
  known: boolean
  asksForPush: boolean
}

const stepsOf = (node: Json | undefined): BrazeAction['steps'] => {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return [{ type: 'unreadable', args: [] }]
  const type = RENAMED[String(node['type'])] ?? String(node['type'])
  if (type === 'container') return Array.isArray(node['steps']) ? node['steps'].flatMap(stepsOf) : []
  return [{ type, args: Array.isArray(node['args']) ? node['args'] : [] }]
}

/** What such a link asks for; undefined for any other link. */
export const decodeAction = (link: string): BrazeAction | undefined => {
  const encoded = SCHEME.exec(link)?.[1]
  if (encoded === undefined) return undefined
  let steps: BrazeAction['steps']
  try {
    steps = stepsOf(JSON.parse(Buffer.from(encoded, 'base64').toString('utf16le')) as JsonObject)
  } catch {
    steps = [{ type: 'unreadable', args: [] }]
  }
  return { steps, known: steps.every((one) => KNOWN.includes(one.type)), asksForPush: steps.some((one) => one.type === 'requestPushPermission') }
}
