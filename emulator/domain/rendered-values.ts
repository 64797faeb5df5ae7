// Flags, numbers and objects of a message whose definition has Liquid in their place: what its text says, after rendering. docs: content_cards_object, banners/create_a_banner ("must match the selected property type")

/** True or false, as given or as a text says it. */
export const flagIn = (value: unknown): boolean | undefined => {
  const word = typeof value === 'string' ? value.trim() : value
  return word === true || word === 'true' ? true : word === false || word === 'false' ? false : undefined
}

/** A number, as given or written. */
export const numberIn = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** An object or a list, as given or as JSON. */
export function objectIn(value: unknown): object | undefined {
  if (typeof value !== 'string') return typeof value === 'object' && value !== null ? value : undefined
  try {
    return objectIn(JSON.parse(value) as unknown)
  } catch {
    return undefined
  }
}
