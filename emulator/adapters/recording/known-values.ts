// Finding known values in any text and putting others in their place, however many there are: longest first, whole words where they are short.

type Known = { value: string; other: string; whole: boolean }

const HEAD = 3
const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character)

export type Found = { from: number; to: number; other: string }

/** A dictionary of values of three characters and more. */
export function createKnownValues() {
  const heads = new Map<string, Known[]>()
  const all = new Map<string, Known>()

  /** The longest known value that begins at a place. */
  function at(text: string, from: number): Found | undefined {
    for (const { value, other, whole } of heads.get(text.slice(from, from + HEAD)) ?? []) {
      if (!text.startsWith(value, from)) continue
      const to = from + value.length
      if (whole && ((isWord(value[0]) && isWord(text[from - 1])) || (isWord(value.at(-1)) && isWord(text[to])))) continue
      return { from, to, other }
    }
    return undefined
  }

  return {
    get size(): number {
      return all.size
    },
    has: (value: string): boolean => all.has(value),
    get: (value: string): string | undefined => all.get(value)?.other,
    /** `whole`: only where it is no part of a longer word. Shorter ones than three characters are in every text, and are left. */
    add(value: string, other: string, whole: boolean): void {
      if (value.length < HEAD || all.has(value)) return
      const known = { value, other, whole }
      all.set(value, known)
      const head = value.slice(0, HEAD)
      const list = heads.get(head) ?? []
      const before = list.findIndex((one) => one.value.length < value.length)
      list.splice(before < 0 ? list.length : before, 0, known)
      heads.set(head, list)
    },
    at,
    /** The text with each known value replaced. What was put in is not looked at again. */
    replace(text: string): string {
      if (all.size === 0) return text
      let result = ''
      let copied = 0
      for (let from = 0; from <= text.length - HEAD; ) {
        const found = at(text, from)
        if (found === undefined) {
          from++
          continue
        }
        result += text.slice(copied, found.from) + found.other
        copied = from = found.to
      }
      return copied === 0 ? text : result + text.slice(copied)
    },
  }
}

export type KnownValues = ReturnType<typeof createKnownValues>
