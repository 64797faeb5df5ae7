// Which value of the recording is which one here: learned where answers are compared, used where a later request or answer names it again.
import type { Exchange } from '../fixture.ts'
import { createKnownValues } from '../known-values.ts'
import { stencilOf } from './forms.ts'

const LONG = 16

/** All texts and numbers in a value. */
function* leaves(value: unknown): Generator<string> {
  if (typeof value === 'string' || typeof value === 'number') yield String(value)
  else if (value !== null && typeof value === 'object') for (const one of Object.values(value)) yield* leaves(one)
}

const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `pairs` are known from the start: keys. */
export function createCorrespondence(pairs: ReadonlyMap<string, string>) {
  const known = createKnownValues()
  const asked = new Set<string>()
  for (const [recorded, own] of pairs) known.add(recorded, own, recorded.length < LONG)

  return {
    /** A text of the recording as it is said here. */
    here: known.replace,
    /** What a made value of the recording is here, when that is known. */
    of: known.get,
    learn: (recorded: string, own: string): void => known.add(recorded, own, recorded.length < LONG),
    /** Remembers what a request names: what a client chose, the answer must repeat as it is. */
    named({ request }: Exchange): void {
      const body = request.body
      const values = [...request.path.split('/').map(unescaped), ...request.query.split(/[&=]/).map(unescaped), ...leaves(body === undefined ? undefined : 'parts' in body ? body.parts : body)]
      for (const value of values) {
        asked.add(value)
        for (const piece of stencilOf(value).pieces) asked.add(piece.text)
      }
    },
    wasNamed: (value: string): boolean => asked.has(value),
  }
}

export type Correspondence = ReturnType<typeof createCorrespondence>
