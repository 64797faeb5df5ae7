// Recipients of triggered messages: one identifier each, at most fifty, none twice. docs: api/objects_filters/recipient_object

export const MOST_RECIPIENTS = 50
export const PROPERTIES_BYTES = 50 * 1024 // trigger properties, context: "maximum size limit of 50 KB". docs: trigger_properties_object, context_object

const IDENTIFIERS = ['external_user_id', 'user_alias', 'braze_id', 'email', 'phone'] as const
export type RecipientIdentifier = (typeof IDENTIFIERS)[number]
export type Recipient = Record<string, unknown>

/** The identifiers a recipient is named by. */
export const identifiersOf = (recipient: Recipient): RecipientIdentifier[] => IDENTIFIERS.filter((name) => recipient[name] !== undefined && recipient[name] !== null && recipient[name] !== '')

function keyOf(recipient: Recipient): string {
  const name = identifiersOf(recipient)[0]!
  const value = recipient[name]
  if (name !== 'user_alias') return JSON.stringify([name, name === 'email' ? String(value).toLowerCase() : String(value)])
  const { alias_label, alias_name } = value as Record<string, unknown>
  return JSON.stringify([name, alias_label, alias_name])
}

/** Those that remain when a recipient named twice is left out the second time, with the positions of those left out. docs: recipient_object ("deduping") */
export function collapse(recipients: readonly Recipient[]): { kept: Recipient[]; dropped: { index: number; recipient: Recipient }[] } {
  const seen = new Set<string>()
  const kept: Recipient[] = []
  const dropped: { index: number; recipient: Recipient }[] = []
  for (const [index, recipient] of recipients.entries()) {
    const key = keyOf(recipient)
    if (seen.has(key)) dropped.push({ index, recipient })
    else {
      seen.add(key)
      kept.push(recipient)
    }
  }
  return { kept, dropped }
}

/** True when trigger properties or context are small enough. */
export const fits = (properties: unknown): boolean => properties === undefined || properties === null || Buffer.byteLength(JSON.stringify(properties)) <= PROPERTIES_BYTES
