// The three kinds of cards that are shown. Defaults observed: web SDK 6.13.0
import { Card, CARD_DEFAULTS } from './card.ts'
import { take } from './taking.ts'

/** The arguments after what a kind of card shows. */
type End = [extras?: Record<string, string>, pinned?: boolean, dismissible?: boolean, clicked?: boolean, language?: string, altImageText?: string]
type TextArguments = [
  id?: string, viewed?: boolean, title?: string, imageUrl?: string, description?: string, updated?: Date, expiresAt?: Date, url?: string, linkText?: string, aspectRatio?: number,
  ...End,
]
type ImageArguments = [id?: string, viewed?: boolean, imageUrl?: string, updated?: Date, expiresAt?: Date, url?: string, aspectRatio?: number, ...End]

const END = ['extras', 'pinned', 'dismissible', 'clicked', 'language', 'altImageText'] as const
const TEXT_NAMES = ['id', 'viewed', 'title', 'imageUrl', 'description', 'updated', 'expiresAt', 'url', 'linkText', 'aspectRatio', ...END] as const
const IMAGE_NAMES = ['id', 'viewed', 'imageUrl', 'updated', 'expiresAt', 'url', 'aspectRatio', ...END] as const

const DEFAULTS = { ...CARD_DEFAULTS, dismissible: false, clicked: false }

/** Width by height as a number, however it was written. */
const ratioOf = (given: unknown): number | null => {
  const ratio = Number.parseFloat(String(given))
  return Number.isNaN(ratio) ? null : ratio
}

/** A headline, a text and an image. */
class TextCard extends Card {
  /** The headline. */
  title!: string
  /** Its image. */
  imageUrl?: string
  /** Text of the body. */
  description!: string
  /** Where a click leads. */
  url?: string
  /** What the link says. */
  linkText?: string
  /** Width by height of the image, where it is known. */
  aspectRatio!: number | null
  /** The user may dismiss it. */
  dismissible!: boolean
  /** It was clicked on this device. */
  clicked!: boolean
  /** BCP 47 tag of its language. */
  language?: string
  /** What a screen reader says of the image. */
  altImageText?: string
  /** It was dismissed. */
  dismissed: boolean = false

  constructor(...given: TextArguments) {
    super()
    take<TextCard>(this, TEXT_NAMES, given, { ...DEFAULTS, title: '', description: '' })
    this.aspectRatio = ratioOf(this.aspectRatio)
  }
}

/** A headline and a text, perhaps with a small image. */
export class ClassicCard extends TextCard {}

/** A large image with headline and text. */
export class CaptionedImage extends TextCard {}

/** An image and nothing else. */
export class ImageOnly extends Card {
  /** Its image. */
  imageUrl?: string
  /** Where a click leads. */
  url?: string
  /** Width by height of the image, where it is known. */
  aspectRatio!: number | null
  /** The user may dismiss it. */
  dismissible!: boolean
  /** It was clicked on this device. */
  clicked!: boolean
  /** BCP 47 tag of its language. */
  language?: string
  /** What a screen reader says of the image. */
  altImageText?: string
  /** It was dismissed. */
  dismissed: boolean = false

  constructor(...given: ImageArguments) {
    super()
    take<ImageOnly>(this, IMAGE_NAMES, given, DEFAULTS)
    this.aspectRatio = ratioOf(this.aspectRatio)
  }
}
