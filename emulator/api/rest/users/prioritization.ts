// `prioritization`: an ordered list that picks one profile where an email or a phone number has several. docs: post_user_identify
import type { Prioritization } from '../../../domain/profiles/identifiers.ts'

const VALUES: readonly unknown[] = ['identified', 'unidentified', 'most_recently_updated', 'least_recently_updated']
const exclusive = (a: string, b: string): string => `Request can not contain both of '${a}' and '${b}' values in the 'prioritization' array` // observed: segment's live tests

/** The list, or the text of what is wrong with it. `least` false: /users/delete does not know `least_recently_updated`. */
export function readPrioritization(value: unknown, { least = true }: { least?: boolean } = {}): { order: Prioritization[] } | { type: string } {
  if (value === undefined || value === null) return { type: `'prioritization' is required` }
  if (!Array.isArray(value) || !value.every((one) => VALUES.includes(one) && (least || one !== 'least_recently_updated'))) return { type: `'prioritization' is not valid` }
  if (value.includes('identified') && value.includes('unidentified')) return { type: exclusive('identified', 'unidentified') }
  if (value.includes('most_recently_updated') && value.includes('least_recently_updated')) return { type: exclusive('most_recently_updated', 'least_recently_updated') }
  return { order: value as Prioritization[] }
}
