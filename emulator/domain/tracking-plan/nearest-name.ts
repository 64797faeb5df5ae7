// The name that was probably meant: casing, spaces, underscores, hyphens and dots make no difference, a few letters or two that changed places little.
import { distance } from 'fastest-levenshtein'

const LETTERS_PER_MISTAKE = 4
const SHORTEST = 3 // below it every name is a letter away from another

const plain = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/[\s_.-]+/g, '')

/** True when two neighbouring letters changed places: one slip of the fingers, but two edits of a Levenshtein distance. */
function swapped(a: string, b: string): boolean {
  if (a === b || a.length !== b.length) return false
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2)
}

/** The known name nearest to another one, when it is near. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const sought = plain(name)
  const most = sought.length < SHORTEST ? 0 : Math.max(1, Math.floor(sought.length / LETTERS_PER_MISTAKE))
  let best: string | undefined
  let least = most + 1
  for (const candidate of known) {
    const other = plain(candidate)
    if (other === '' || candidate === name || Math.abs(other.length - sought.length) > most) continue
    const away = swapped(sought, other) && sought.length >= SHORTEST ? Math.min(1, most) : distance(sought, other)
    if (away >= least) continue
    best = candidate
    least = away
  }
  return best
}
