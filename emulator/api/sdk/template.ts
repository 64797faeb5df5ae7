// POST /api/v3/template: a templated message has been triggered. May the user see it now, and what does it say? Without a message the SDK goes on with the trigger of the next priority; it asks no second time (rules M10, M11). observed: BrazeSDK.brs 2.2.0
import type { App } from '../../domain/apps.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { World } from '../../world.ts'
import { carriesData, DataBody, takeBatch } from './data.ts'
import { deviceIdOf, isObject, namedUser, textOf } from './envelope.ts'
import { sdk } from './realm.ts'

/** The user of the device; nobody is made for a question about a message. */
function userOf(world: World, app: App, body: DataBody): ProfileRow | undefined {
  if (carriesData(body)) return takeBatch(world, app, body)
  const device = world.devices.find(deviceIdOf(body), app.app_id)
  const owner = device === undefined ? undefined : world.identity.ownerOf(device)
  const { user_id } = namedUser(body, world)
  return user_id === undefined ? owner : world.profiles.byExternalId(user_id)
}

// The web SDK falls back only on an `error`: on an answer with nothing in it, it shows nothing at all, against M10. observed: web SDK 6.13.0
const nothing = (app: App): object => (app.platform === 'Web' ? { error: 'aborted' } : {})

export const template = sdk({
  path: '/template',
  docs: 'developer_guide/in_app_messages',
  evidence: ['client'],
  body: DataBody,
  handle({ world, app, body }) {
    const place = { device_id: deviceIdOf(body), app_id: app!.app_id }
    const profile = userOf(world, app!, body)
    const asked = isObject(body['template']) ? body['template'] : {}
    const trigger_id = textOf(asked['trigger_id'])
    const found = profile === undefined || trigger_id === undefined ? undefined : world.inAppMessages.asked({ trigger_id, event: isObject(asked['data']) ? asked['data'] : {} }, profile, app!, place)
    if (found === undefined) world.decisions.ignored({ rule: 'M10', why: 'no such trigger: nothing to template', compared: { template: body['template'] ?? null, app_id: app!.app_id } }, profile?.braze_id)
    return found
  },
  async complete({ world, app }, found) {
    const templated_message = found === undefined ? undefined : await world.inAppMessages.display(found)
    return templated_message === undefined ? nothing(app!) : { templated_message }
  },
  spared: () => ({}),
})
