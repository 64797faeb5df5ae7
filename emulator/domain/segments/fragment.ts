// Pieces of SQL with the values that belong to them: a filter is put together from them, and no value ever stands in the text.

export type Value = string | number | null
export type Sql = { readonly text: string; readonly params: readonly Value[] }

const isSql = (value: Sql | Value): value is Sql => typeof value === 'object' && value !== null

/** SQL from a template: pieces are put in, everything else becomes a parameter. */
export function q(parts: TemplateStringsArray, ...values: (Sql | Value)[]): Sql {
  const params: Value[] = []
  let text = parts[0]!
  values.forEach((value, index) => {
    if (isSql(value)) {
      text += value.text
      params.push(...value.params)
    } else {
      text += '?'
      params.push(value)
    }
    text += parts[index + 1]!
  })
  return { text, params }
}

/** Text of our own, such as the name of a column. */
export const raw = (text: string): Sql => ({ text, params: [] })

/** What a condition costs for one profile, roughly: columns, then JSON, then own functions and other tables. */
const costOf = ({ text }: Sql): number => (text.match(/\bSELECT\b/g)?.length ?? 0) * 100 + (text.match(/\b(?:matches|contains_any|time_of|month_day|version_key|kilometres|plain_number|flag_share|assignment_bucket)\(/g)?.length ?? 0) * 10 + (text.match(/\bjson_/g)?.length ?? 0) * 3
/** Cheap conditions first: what they decide, the others need not be asked. */
export const cheapFirst = (pieces: readonly Sql[]): Sql[] => pieces.map((piece) => ({ piece, cost: costOf(piece) })).sort((a, b) => a.cost - b.cost).map(({ piece }) => piece)

/** Pieces joined by AND or OR, in brackets; `none` when there are no pieces. */
export const joined = (pieces: readonly Sql[], word: 'AND' | 'OR', none: Sql): Sql =>
  pieces.length === 0 ? none : { text: `(${pieces.map((piece) => piece.text).join(` ${word} `)})`, params: pieces.flatMap((piece) => piece.params) }
