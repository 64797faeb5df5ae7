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

/** A button of a notification. `type`: ab_open, ab_uri or ab_none. */
export type ActionButton = { actionIndex: number; actionId: string | null; type: string; text: string | null; uri: string | null; useWebview: boolean }

const whole = (given: string | null): number | null => (given !== null && /^-?\d+$/.test(given) ? Number(given) : null)

export class BrazeNotificationPayload {
  /** All values are texts. */
  readonly notificationExtras: Readonly<Record<string, string>>
  readonly brazeExtras: JsonObject

  constructor(data: Record<string, string>) {
    this.notificationExtras = Object.freeze({ ...data })
    this.brazeExtras = extrasOf(data['extra'])
  }

  #text(key: string): string | null { return this.notificationExtras[key] ?? null }
  #says(key: string): boolean { return this.#text(key)?.toLowerCase() === 'true' }

  get titleText(): string | null { return this.#text('t') }
  get contentText(): string | null { return this.#text('a') }
  get summaryText(): string | null { return this.#text('s') }
  get deeplink(): string | null { return this.#text('uri') }
  get useWebView(): boolean { return this.#says('ab_use_webview') }
  get campaignId(): string | null { return this.#text('cid') }
  get pushUniqueId(): string | null { return this.#text('br_p_id') }
  get bigTitleText(): string | null { return this.#text('ab_bt') }
  get bigSummaryText(): string | null { return this.#text('ab_bs') }
  get bigImageUrl(): string | null {
    const inside = this.brazeExtras['appboy_image_url']
    return this.#text('ab_iu') ?? (typeof inside === 'string' ? inside : null)
  }
  get largeIcon(): string | null { return this.#text('ab_li') }
  get accentColor(): number | null { return whole(this.#text('ac')) }
  get customNotificationId(): number | null { return whole(this.#text('n')) }
  /** In ms. */
  get pushDuration(): number | null { return whole(this.#text('nd')) }
  get notificationPriorityInt(): number | null { return whole(this.#text('p')) }
  get notificationVisibility(): number | null { return whole(this.#text('ab_vs')) }
  get notificationBadgeNumber(): number | null { return whole(this.#text('ab_bc')) }
  get notificationSound(): string | null { return this.#text('sd') }
  get notificationCategory(): string | null { return this.#text('ab_ct') }
  get notificationChannelId(): string | null { return this.#text('ab_nc') }
  get publicNotificationExtras(): string | null { return this.#text('ab_pn') }
  get contentCardSyncData(): string | null { return this.#text('ab_cd') }
  get contentCardSyncUserId(): string | null { return this.#text('ab_cd_uid') }
  get isPushStory(): boolean { return this.#text('ab_c') !== null }
  get isInlineImagePush(): boolean { return this.#says('ab_iip') }
  get isConversationalPush(): boolean { return this.#text('ab_cp') !== null }
  get isUninstallTrackingPush(): boolean { return this.#internal('appboy_uninstall_tracking') }
  get shouldFetchTestTriggers(): boolean { return this.#text('ab_push_fetch_test_triggers_key') !== null }
  get shouldRefreshFeatureFlags(): boolean { return this.#says('br_ffr') }
  get shouldRefreshBanners(): boolean { return this.#says('br_br') }
  get isPushDeliveryEnabled(): boolean { return this.#says('bz_p_e') }
  get flushMinMinutes(): number | null { return whole(this.#text('bz_p_fn')) }
  get flushMaxMinutes(): number | null { return whole(this.#text('bz_p_fx')) }
  get actionButtons(): ActionButton[] {
    const found: ActionButton[] = []
    for (let at = 0; this.#text(`ab_a${at}_a`) !== null; at++) {
      const part = (name: string): string | null => this.#text(`ab_a${at}_${name}`)
      found.push({ actionIndex: at, actionId: part('id'), type: part('a')!, text: part('t'), uri: part('uri'), useWebview: part('use_webview')?.toLowerCase() === 'true' })
    }
    return found
  }
  /** Nothing to show. docs: changelog 34.0.0 */
  get isSilentPush(): boolean { return this.titleText === null && this.contentText === null }
  /** Of the SDK's own doing; apps should ignore it. */
  get isBrazeInternal(): boolean { return INTERNAL.some((key) => this.#internal(key)) }
  #internal(key: string): boolean { return this.notificationExtras[key] !== undefined || this.brazeExtras[key] !== undefined }
}
