// When a Content Card is made: at launch (or step entry), or when a device of the user first asks. docs: content_cards/create_a_content_card/card_creation
type Members = Readonly<Record<string, unknown>>

export const CARD_CREATION = ['launch', 'first_impression'] as const

export const isFirstImpression = (body: Members): boolean => body['card_creation'] === 'first_impression'

/** A campaign whose cards are made at the first impression: scheduled, and of no other channel ("Multichannel campaigns do not support at-first impression cards, so all Content Cards are sent at campaign launch"). */
export const madeOnDevice = ({ channels, messages, trigger, kind }: { kind: string; channels: readonly string[]; messages: Readonly<Record<string, Members>>; trigger: unknown }): boolean =>
  kind === 'campaign' && channels.length === 1 && channels[0] === 'content_cards' && (trigger ?? null) === null && Object.values(messages).some(isFirstImpression)
