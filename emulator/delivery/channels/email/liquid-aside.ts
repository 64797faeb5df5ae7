// Liquid in HTML is no HTML: `{% if a < b %}` would begin a tag. Read from one end to the other, so the time grows with the text only.

type Piece = readonly [open: string, close: string]
const LIQUID: readonly Piece[] = [['{{', '}}'], ['{%', '%}']]
const COMMENT: readonly Piece[] = [['<!--', '-->']]
/** Private-use characters around the number of what stands aside. */
const [BEFORE, BEHIND] = ['\ue000', '\ue001']
const ASIDE = /\ue000(\d+)\ue001/g

/** The text with what stands between some marks replaced; a mark that never closes is plain text. */
function replaced(text: string, marks: readonly Piece[], by: (piece: string) => string): string {
  const next = (mark: Piece, from: number) => ({ mark, at: text.indexOf(mark[0], from) })
  const ahead = marks.map((mark) => next(mark, 0))
  let result = ''
  let from = 0
  for (;;) {
    const first = ahead.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at)[0]
    if (first === undefined) return result + text.slice(from)
    const close = text.indexOf(first.mark[1], first.at + first.mark[0].length)
    if (close < 0) {
      first.at = -1
      continue
    }
    const end = close + first.mark[1].length
    result += text.slice(from, first.at) + by(text.slice(first.at, end))
    from = end
    for (const one of ahead) if (one.at >= 0 && one.at < end) one.at = text.indexOf(one.mark[0], end)
  }
}

export const withoutComments = (html: string): string => replaced(html, COMMENT, () => '')

/** Runs `work` on HTML whose Liquid stands aside. */
export function asideFromLiquid(html: string, work: (html: string) => string): string {
  const liquid: string[] = []
  const plain = replaced(html, LIQUID, (text) => `${BEFORE}${liquid.push(text) - 1}${BEHIND}`)
  return work(plain).replace(ASIDE, (_, index: string) => liquid[Number(index)] ?? '')
}
