// A list asked about one address: end_date is needed all the same, and the page may leave the one row out. docs: get_list_hard_bounces
import { fault } from '../realm.ts'

/** "You must provide an end_date, and either an email or a start_date"; "offset and limit with email can return an empty response". */
export function addressAsked<Row>(query: { end_date?: string | undefined; limit: number; offset: number }, row: Row | undefined): Row[] {
  if (query.end_date === undefined) throw fault(400, `'end_date' is required`, {}, { field: 'end_date', expected: 'YYYY-MM-DD, also with email' })
  return row === undefined ? [] : [row].slice(query.offset, query.offset + query.limit)
}
