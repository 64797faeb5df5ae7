// The date and time forms that Braze reads. docs: api/endpoints/user_data/post_user_track, api/objects_filters/user_attributes_object

const YEAR_FIRST = /^(-?\d{4,6})-(\d{1,2})-(\d{1,2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.:,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i
const MONTH_FIRST = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/ // 12-1-2021, 12/1/2021, MM/dd/yyyy
const SPELLED = /^[A-Z][a-z]{2} (\d{2}|[A-Z][a-z]{2}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?[. ]?(Z|UTC|GMT|[+-]\d{2}:?\d{2})? (\d{4})$/ // ddd MM dd HH:mm:ss.TZD YYYY
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Oldest and newest year of a time attribute; beyond them the text stays a string. docs: user_attributes_object */
export const FIRST_YEAR = 0
export const LAST_YEAR = 3000

/** Milliseconds east of UTC; undefined for an offset that no clock shows. */
function zoneOffset(zone: string | undefined): number | undefined {
  const parts = zone === undefined ? null : /^([+-])(\d{2}):?(\d{2})?$/.exec(zone)
  if (parts === null) return 0
  const [hours, minutes] = [Number(parts[2]), Number(parts[3] ?? 0)]
  return hours > 23 || minutes > 59 ? undefined : (parts[1] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** A moment in UTC moved from the zone it was written in. */
function inZone(at: number | undefined, zone: string | undefined): number | undefined {
  const offset = zoneOffset(zone)
  return at === undefined || offset === undefined ? undefined : at - offset
}

function utc(lastYear: number, year: number, month: number, day: number, hour = 0, minute = 0, second = 0, ms = 0): number | undefined {
  if (year < FIRST_YEAR || year > lastYear || hour > 23 || minute > 59 || second > 59) return undefined
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second, ms))
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && month >= 1 ? date.getTime() : undefined
}

const millis = (fraction: string | undefined): number => (fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3)))

/**
 * Milliseconds UTC of a text in one of the forms Braze accepts, or undefined. No zone means UTC; a date alone is its midnight UTC.
 * `lastYear`: beyond it a text is no time; for attributes 3000.
 * Forms: ISO 8601, yyyy-MM-ddTHH:mm:ss:SSSZ, yyyy-MM-ddTHH:mm:ss, yyyy-MM-dd HH:mm:ss, yyyy-MM-dd, MM/dd/yyyy, M-d-yyyy, ddd MM dd HH:mm:ss.TZD YYYY.
 */
export function parseTime(text: string, lastYear: number = LAST_YEAR): number | undefined {
  if (text.length > 64) return undefined
  const iso = YEAR_FIRST.exec(text)
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso
    return inZone(utc(lastYear, Number(year), Number(month), Number(day), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), millis(fraction)), zone)
  }
  const short = MONTH_FIRST.exec(text)
  if (short !== null) return utc(lastYear, Number(short[3]), Number(short[1]), Number(short[2]))
  const spelled = SPELLED.exec(text)
  if (spelled === null) return undefined
  const [, month, day, hour, minute, second, fraction, zone, year] = spelled
  const number = /^\d/.test(month!) ? Number(month) : MONTHS.indexOf(month!) + 1
  return inZone(utc(lastYear, Number(year), number, Number(day), Number(hour), Number(minute), Number(second), millis(fraction)), zone)
}
