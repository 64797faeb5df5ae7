// The buttons of a push that was sent, read from its payload as the device reads them. docs: apple_object (default categories); observed: android-sdk-ui, Braze's service worker
import type { Json } from '../../outgoing.ts'
import type { ButtonAction, PushButton } from './content.ts'
import { closes, isObject } from './content.ts'

const CATEGORIES: Readonly<Record<string, readonly (readonly [id: string, text: string])[]>> = {
  ab_cat_accept_decline: [['ab_pb_accept', 'Accept'], ['ab_pb_decline', 'Decline']],
  ab_cat_yes_no: [['ab_pb_yes', 'Yes'], ['ab_pb_no', 'No']],
  ab_cat_confirm_cancel: [['ab_pb_confirm', 'Confirm'], ['ab_pb_cancel', 'Cancel']],
  ab_cat_more: [['ab_pb_more', 'More']],
}

const button = (id: string, text: string, uri: unknown, action: ButtonAction): PushButton => ({ id, text, action, uri: typeof uri === 'string' ? uri : null, use_webview: false })

function ofApns(body: Json): PushButton[] {
  const aps = isObject(body['aps']) ? body['aps'] : {}
  const ab = isObject(body['ab']) ? body['ab'] : {}
  const links = isObject(ab['ab_cat']) ? ab['ab_cat'] : {}
  const uriOf = (id: string): unknown => (isObject(links[id]) ? links[id]['a_uri'] : undefined)
  const named = CATEGORIES[String(aps['category'])] ?? Object.keys(links).map((id) => [id, id] as const)
  return named.map(([id, text]) => button(id, text, uriOf(id), closes(id) ? 'close' : uriOf(id) === undefined ? 'open' : 'uri'))
}

function ofData(data: Json): PushButton[] {
  const found: PushButton[] = []
  for (let index = 0; typeof data[`ab_a${index}_a`] === 'string'; index++) {
    const action = data[`ab_a${index}_a`]
    found.push(button(String(data[`ab_a${index}_id`]), String(data[`ab_a${index}_t`] ?? ''), data[`ab_a${index}_uri`], action === 'ab_none' ? 'close' : action === 'ab_uri' ? 'uri' : 'open'))
  }
  return found
}

const ofWorker = ({ pab }: Json): PushButton[] =>
  Array.isArray(pab) ? pab.filter(isObject).map(({ action, title, a, u }) => button(String(action), String(title ?? ''), u, a === 'ab_none' ? 'close' : 'uri')) : []

/** Of the request that the push service got. */
export function buttonsIn(payload: unknown): PushButton[] {
  const body = isObject(payload) && isObject(payload['body']) ? payload['body'] : {}
  if ('aps' in body) return ofApns(body)
  const data = isObject(body['message']) ? body['message']['data'] : body['data']
  return isObject(data) ? ofData(data) : ofWorker(body)
}
