// A text that is made from another, piece by piece, with the way back: which character came from where.

/** `[author, rewritten]`: where a piece begins in the text of the author, and where in the rewritten one. */
type Piece = readonly [author: number, rewritten: number]
export type Rewritten = { text: string; authorOffset: (rewritten: number) => number }

/** Collects a rewritten text. */
export function createWriter() {
  const pieces: Piece[] = []
  let text = ''
  let end = 0

  const writer = {
    get text() {
      return text
    },
    pieces,
    /** How far into the author's text it is. */
    end: (): number => end,
    /** `piece` stands for what begins at `from` in the author's text. */
    add(piece: string, from: number) {
      const last = pieces.at(-1)
      if (last === undefined || from - last[0] !== text.length - last[1]) pieces.push([from, text.length])
      text += piece
      end = from + piece.length
      return writer
    },
    append(other: { text: string; pieces: readonly Piece[]; end: () => number }) {
      for (const [author, at] of other.pieces) pieces.push([author, at + text.length])
      text += other.text
      end = other.end()
      return writer
    },
    /** Takes the last character back. */
    drop: (): void => void (text = text.slice(0, -1)),
    /** The whole; offsets are those of a text of `length` characters. */
    rewritten: (length: number): Rewritten => ({
      text,
      authorOffset(rewritten) {
        const piece = pieces.findLast(([, begins]) => begins <= rewritten)
        return piece === undefined ? 0 : Math.min(piece[0] + rewritten - piece[1], length)
      },
    }),
  }
  return writer
}

export type Writer = ReturnType<typeof createWriter>
