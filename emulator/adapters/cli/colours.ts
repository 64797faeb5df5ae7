// The colours of the terminal: chalk's own judgement, and none where NO_COLOR is set (no-color.org), which chalk 5 does not ask.
import { Chalk, supportsColor } from 'chalk'

const none = (process.env['NO_COLOR'] ?? '') !== '' && process.env['FORCE_COLOR'] === undefined

export const chalk = new Chalk({ level: none || supportsColor === false ? 0 : supportsColor.level })
