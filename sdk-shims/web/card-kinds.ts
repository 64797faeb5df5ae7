// The three kinds of cards that are shown. Defaults observed: web SDK 6.13.0
import { Card } from './card.ts'

/** A headline and a text, perhaps with a small image. */
export class ClassicCard extends Card {
  /** The headline. */
  title: string
  /** Its image. */
  imageUrl?: string
  /** Text of the body. */
  description: string
  /** Where a click leads. */
  url?: string
  /** What the link says. */
  linkText?: string
  /** Width by height of the image, where it is known. */
  aspectRatio: number | null
  /** The user may dismiss it. */
  dismissible: boolean
  /** It was clicked on this device. */
  clicked: boolean
  /** BCP 47 tag of its language. */
  language?: string
  /** What a screen reader says of the image. */
  altImageText?: string
  /** It was dismissed. */
  dismissed: boolean = false

  constructor(
    id?: string,
    viewed?: boolean,
    title?: string,
    imageUrl?: string,
    description?: string,
    updated?: Date,
    expiresAt?: Date,
    url?: string,
    linkText?: string,
    aspectRatio?: number,
    extras?: Record<string, string>,
    pinned?: boolean,
    dismissible?: boolean,
    clicked?: boolean,
    language?: string,
    altImageText?: string,
  ) {
    super()
    this.id = id
    this.viewed = viewed ?? false
    this.title = title ?? ''
    this.imageUrl = imageUrl
    this.description = description ?? ''
    this.updated = updated ?? null
    this.expiresAt = expiresAt ?? null
    this.url = url
    this.linkText = linkText
    this.aspectRatio = aspectRatio ?? null
    this.extras = extras ?? {}
    this.pinned = pinned ?? false
    this.dismissible = dismissible ?? false
    this.clicked = clicked ?? false
    this.language = language
    this.altImageText = altImageText
  }
}

/** A large image with headline and text. */
export class CaptionedImage extends Card {
  /** The headline. */
  title: string
  /** Its image. */
  imageUrl?: string
  /** Text of the body. */
  description: string
  /** Where a click leads. */
  url?: string
  /** What the link says. */
  linkText?: string
  /** Width by height of the image, where it is known. */
  aspectRatio: number | null
  /** The user may dismiss it. */
  dismissible: boolean
  /** It was clicked on this device. */
  clicked: boolean
  /** BCP 47 tag of its language. */
  language?: string
  /** What a screen reader says of the image. */
  altImageText?: string
  /** It was dismissed. */
  dismissed: boolean = false

  constructor(
    id?: string,
    viewed?: boolean,
    title?: string,
    imageUrl?: string,
    description?: string,
    updated?: Date,
    expiresAt?: Date,
    url?: string,
    linkText?: string,
    aspectRatio?: number,
    extras?: Record<string, string>,
    pinned?: boolean,
    dismissible?: boolean,
    clicked?: boolean,
    language?: string,
    altImageText?: string,
  ) {
    super()
    this.id = id
    this.viewed = viewed ?? false
    this.title = title ?? ''
    this.imageUrl = imageUrl
    this.description = description ?? ''
    this.updated = updated ?? null
    this.expiresAt = expiresAt ?? null
    this.url = url
    this.linkText = linkText
    this.aspectRatio = aspectRatio ?? null
    this.extras = extras ?? {}
    this.pinned = pinned ?? false
    this.dismissible = dismissible ?? false
    this.clicked = clicked ?? false
    this.language = language
    this.altImageText = altImageText
  }
}

/** An image and nothing else. */
export class ImageOnly extends Card {
  /** Its image. */
  imageUrl?: string
  /** Where a click leads. */
  url?: string
  /** Width by height of the image, where it is known. */
  aspectRatio: number | null
  /** The user may dismiss it. */
  dismissible: boolean
  /** It was clicked on this device. */
  clicked: boolean
  /** BCP 47 tag of its language. */
  language?: string
  /** What a screen reader says of the image. */
  altImageText?: string
  /** It was dismissed. */
  dismissed: boolean = false

  constructor(
    id?: string,
    viewed?: boolean,
    imageUrl?: string,
    updated?: Date,
    expiresAt?: Date,
    url?: string,
    aspectRatio?: number,
    extras?: Record<string, string>,
    pinned?: boolean,
    dismissible?: boolean,
    clicked?: boolean,
    language?: string,
    altImageText?: string,
  ) {
    super()
    this.id = id
    this.viewed = viewed ?? false
    this.imageUrl = imageUrl
    this.updated = updated ?? null
    this.expiresAt = expiresAt ?? null
    this.url = url
    this.aspectRatio = aspectRatio ?? null
    this.extras = extras ?? {}
    this.pinned = pinned ?? false
    this.dismissible = dismissible ?? false
    this.clicked = clicked ?? false
    this.language = language
    this.altImageText = altImageText
  }
}
