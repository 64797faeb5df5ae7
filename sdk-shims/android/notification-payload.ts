// BrazeNotificationPayload: a push in the words of the SDK (mobile wire 7.3; docs: braze-android-sdk, com.braze.Constants).
import type { JsonObject } from '../device/wire-types.ts'

const INTERNAL = ['appboy_uninstall_tracking', 'ab_sync_geos', 'br_ffr', 'br_br']

const extrasOf = (given: string | undefined): JsonObject => {
  try {
    const value: unknown = JSON.parse(given ?? '{}')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
  } catch {
    return {}
  }
}

export class BrazeNotificationPayload {
  /** All values are texts. */
  readonly notificationExtras: Readonly<Record<string, string>>
  readonly brazeExtras: JsonObject

  constructor(data: Record<string, string>) {
    this.notificationExtras = Object.freeze({ ...data })
    this.brazeExtras = extrasOf(data['extra'])
  }

  #text(key: string): string | null { return this.notificationExtras[key] ?? null }

  get titleText(): string | null { return this.#text('t') }
  get contentText(): string | null { return this.#text('a') }
  get summaryText(): string | null { return this.#text('s') }
  get deeplink(): string | null { return this.#text('uri') }
  get useWebView(): boolean { return this.#text('ab_use_webview') === 'true' }
  get campaignId(): string | null { return this.#text('cid') }
  get pushUniqueId(): string | null { return this.#text('br_p_id') }
  get bigImageUrl(): string | null { return this.#text('ab_iu') }
  get notificationChannelId(): string | null { return this.#text('ab_nc') }
  /** Nothing to show. docs: changelog 34.0.0 */
  get isSilentPush(): boolean { return this.titleText === null && this.contentText === null }
  /** Of the SDK's own doing; apps should ignore it. */
  get isBrazeInternal(): boolean { return INTERNAL.some((key) => this.notificationExtras[key] !== undefined || this.brazeExtras[key] !== undefined) }
}
