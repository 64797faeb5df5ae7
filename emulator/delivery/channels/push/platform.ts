// What differs between push services, behind one interface: ios.ts, android.ts, web.ts and kindle.ts fill it in.
import type { Platform } from '../../../domain/apps.ts'
import type { Json } from '../../outgoing.ts'
import type { PushContent } from './content.ts'

/** The request that the push service gets. Without `authorization`: the credentials are not the emulator's. */
export type ProviderRequest = { url: string; method: 'POST'; headers: Record<string, string>; body: Json }
export type PushJob = { body: Json; content: PushContent; token: string; app_id: string; bundle_id: string; cid: string; message_id: string; collapse_key: string | null; now: number }

/** How a service says that it does not take a token. `error` is Braze's word for it. */
export type ProviderAnswer = { error: string; status: number; answer: Json }

export type PushPlatform = {
  /** Of the apps whose tokens it has. */
  app: Platform
  /** True for a push that shows nothing: a background token is enough (rules P9, P15). */
  isSilent(body: Json): boolean
  /** Throws Unsendable: `incomplete`, `too_large`. */
  compose(job: PushJob): ProviderRequest
  /** What the service says to a push to an app that was uninstalled, or (by its error word) to another bad token. */
  refusal(now: number, word?: string): ProviderAnswer
}
