// Braze.ContentCard: the kinds of card, what they say, and the context that logs for a UI (C7, C9, C10).
import type { ContentCard as DeviceCard } from '../device/content-types.ts'
import type { Device } from '../device/device-types.ts'
import type { Json, JsonObject } from '../device/wire-types.ts'
import type { Braze } from './braze.ts'
import type { ClickAction } from './in-app-message.ts'

export type ContentCardType = 'classic' | 'classicImage' | 'imageOnly' | 'captionedImage' | 'control'

export type ContentCardContext = {
  logImpression(): void
  /** Needs a click action: a card that leads nowhere is not clicked. docs: braze-swift-sdk changelog 6.6.1 */
  logClick(): void
  /** Does nothing on a card that can not be dismissed (C7). */
  logDismissed(): void
  processClickAction(action: ClickAction): void
}

export type ContentCard = {
  type: ContentCardType
  id: string
  title: string | undefined
  description: string | undefined
  domain: string | undefined
  image: string | undefined
  imageAltText: string | undefined
  imageAspectRatio: number | undefined
  language: string | undefined
  clickAction: ClickAction | undefined
  viewed: boolean
  clicked: boolean
  pinned: boolean
  dismissible: boolean
  isControl: boolean
  test: boolean
  /** Unix seconds; -1 = never. */
  createdAt: number
  expiresAt: number
  extras: JsonObject
  context: ContentCardContext
  /** The same as by the context. docs: braze-swift-sdk changelog 5.6.4 */
  logImpression(using: Braze): void
  logClick(using: Braze): void
  logDismissed(using: Braze): void
  json(): JsonObject
}

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

const typeOf = ({ kind, data }: DeviceCard): ContentCardType => {
  switch (kind) {
    case 'control': return 'control'
    case 'banner_image': return 'imageOnly'
    case 'captioned_image': return 'captionedImage'
    default: return text(data['i']) === undefined ? 'classic' : 'classicImage'
  }
}

/** `process`: follows a click action. */
export const cardOf = (device: Device, given: DeviceCard, process: (action: ClickAction, card: ContentCard) => void): ContentCard => {
  const { data } = given
  const number = (key: string, missing: number): number => (typeof data[key] === 'number' ? data[key] : missing)
  const clickAction: ClickAction | undefined = given.url === undefined ? undefined : { url: given.url, useWebView: data['uw'] === true }
  const card: ContentCard = {
    type: typeOf(given), id: given.id, title: text(data['tt']), description: text(data['ds']), domain: text(data['dm']), image: text(data['i']),
    imageAltText: text(data['image_alt']), imageAspectRatio: typeof data['ar'] === 'number' ? data['ar'] : undefined, language: text(data['language']), clickAction,
    viewed: given.viewed, clicked: given.clicked, pinned: given.pinned, dismissible: given.dismissible, isControl: given.isControl, test: given.isTest,
    createdAt: number('ca', 0), expiresAt: number('ea', -1), extras: isObject(data['e']) ? structuredClone(data['e']) : {},
    json: () => structuredClone(data),
    logImpression: () => card.context.logImpression(), logClick: () => card.context.logClick(), logDismissed: () => card.context.logDismissed(),
    context: {
      logImpression: () => void device.logContentCardImpressions([given.id]),
      logClick: () => { if (clickAction !== undefined) device.logContentCardClick(given.id) },
      logDismissed: () => void device.logContentCardDismissal(given.id),
      processClickAction: (action) => process(action, card),
    },
  }
  return card
}
