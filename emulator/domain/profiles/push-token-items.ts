// Push tokens that come through the REST API: attached to a user, or imported for nobody in particular. docs: post_user_track ("push_tokens", "push_token_import")
import type { Ids } from '../../kernel/ids.ts'
import type { Apps } from '../apps.ts'
import type { Decisions } from '../decisions.ts'
import type { PushTokens } from '../push-tokens.ts'
import type { ItemRefusal } from './attributes.ts'
import type { ProfileRow, Profiles } from './profiles.ts'

const DEVICE_ID_BYTES = { least: 8, most: 255 }
export type TokenItem = { app_id: string; token: string; device_id: string | undefined }

/** Reads and stores the `push_tokens` of an attributes object. */
export function createPushTokenItems({ ids, apps, decisions, profiles, pushTokens }: { ids: Ids; apps: Apps; decisions: Decisions; profiles: Profiles; pushTokens: PushTokens }) {
  function readOne(one: unknown): TokenItem | ItemRefusal {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return { type: 'BAD_PUSH_TOKEN_VALUE' }
    const { app_id, token, device_id } = one as Record<string, unknown>
    const app = typeof app_id === 'string' ? apps.find(app_id) : undefined
    if (app === undefined || app.platform === 'Web') return { type: 'BAD_PUSH_TOKEN_APP_ID' } // web tokens can not come through the API
    if (typeof token !== 'string' || token === '') return { type: 'BAD_PUSH_TOKEN_STRING' }
    if (device_id === undefined || device_id === null) return { app_id: app.app_id, token, device_id: undefined }
    const bytes = typeof device_id === 'string' ? Buffer.byteLength(device_id) : 0
    if (bytes < DEVICE_ID_BYTES.least || bytes > DEVICE_ID_BYTES.most) return { type: 'BAD_DEVICE_ID' }
    return { app_id: app.app_id, token, device_id: device_id as string }
  }

  return {
    /** The tokens of an item, or the refusal of the whole item. */
    read(sent: unknown): { tokens: TokenItem[] } | ItemRefusal {
      if (!Array.isArray(sent)) return { type: 'BAD_PUSH_TOKEN_VALUE' }
      const tokens: TokenItem[] = []
      for (const one of sent) {
        const token = readOne(one)
        if ('type' in token) return token
        tokens.push(token)
      }
      return { tokens }
    },
    attach(profile: ProfileRow, tokens: readonly TokenItem[]): void {
      for (const { app_id, token, device_id } of tokens) this.releaseImport(pushTokens.register(profile, { app_id, token, device_id: device_id ?? pushTokens.find(app_id, token)?.device_id ?? ids.uuid() }))
    },
    /** One temporary anonymous profile for each token not known yet; a known token is ignored. Answers the profiles made. */
    import(tokens: readonly TokenItem[]): ProfileRow[] {
      const made: ProfileRow[] = []
      for (const { app_id, token, device_id } of tokens) {
        if (pushTokens.find(app_id, token) !== undefined) {
          decisions.ignored({ rule: 'push_token_import', why: 'the token is known in the workspace', compared: { app_id, token } })
          continue
        }
        const profile = profiles.create('push_token_import')
        pushTokens.register(profile, { app_id, token, device_id: device_id ?? ids.uuid(), imported: true })
        made.push(profile)
      }
      return made
    },
    /** An import profile that lost its last token has no reason to be: it goes. docs: post_user_track ("after import") */
    releaseImport(profileId: number | undefined): void {
      const profile = profileId === undefined ? undefined : profiles.byId(profileId)
      if (profile === undefined || profile.origin !== 'push_token_import' || profile.external_id !== null || pushTokens.of(profile).length > 0) return
      decisions.ignored({ rule: 'push_token_import', why: 'the device started: its temporary profile is removed', compared: { braze_id: profile.braze_id } })
      profiles.remove(profile.id)
    },
  }
}

export type PushTokenItems = ReturnType<typeof createPushTokenItems>
