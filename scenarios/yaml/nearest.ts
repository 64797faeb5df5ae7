// What a misspelt name was meant to be.
import { distance } from 'fastest-levenshtein'

const MOST_NAMES = 15

/** `; did you mean 'launch'?`, or nothing when no known name is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  // Two letters that changed places are two steps
  const most = name.length < 3 ? 1 : Math.max(2, Math.floor(name.length / 3))
  const best = known
    .map((one) => ({ one, far: distance(name.toLowerCase(), one.toLowerCase()) }))
    .filter(({ one, far }) => far <= most && far < one.length)
    .sort((a, b) => a.far - b.far)[0]
  return best === undefined ? '' : `; did you mean '${best.one}'?`
}

/** The near name, else those that there are, else `many`: where there are too many to list. */
export const otherNames = (name: string, known: readonly string[], many = ''): string =>
  didYouMean(name, known) || (known.length === 0 ? '' : known.length <= MOST_NAMES ? `: there are ${known.join(', ')}` : many)
