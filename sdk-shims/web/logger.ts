// Where the SDK's log goes: nowhere until logging is on; then to the page's logger, else to the console.

const VERSION = '6.13.0'

let on = false
let logger: ((message: string) => void) | undefined

const write = (text: string, method: 'log' | 'warn' | 'error'): void => {
  if (!on) return
  if (logger === undefined) console[method](text)
  else logger(text)
}

/** Words for the developer. */
export const note = (text: string): void => write(`Braze: ${text}`, 'log')
export const warn = (text: string): void => write(`Braze SDK Warning: ${text} (v${VERSION})`, 'warn')
export const complain = (text: string): void => write(`Braze SDK Error: ${text} (v${VERSION})`, 'error')

/** Says why a call does nothing, and answers what such a call answers. */
export const refuse = (text: string): false => {
  complain(text)
  return false
}

const UNINITIALIZED = 'Braze must be initialized before calling methods.'

/** What a call before initialize() says, logging or not. observed: web SDK 6.13.0 */
export const warnUninitialized = (): void => console.warn(UNINITIALIZED)

export const isLogging = (): boolean => on
/** The option `enableLogging`: where it says nothing, the log is as toggleLogging() left it. observed: web SDK 6.13.0 */
export const setLogging = (wanted: boolean | undefined): void => { on = wanted ?? on }

/** destroy(): the page's logger is forgotten. observed: web SDK 6.13.0 */
export const resetLogging = (): void => {
  on = false
  logger = undefined
}

/**
 * Takes a function to be given every line of the log in place of the console. Logging itself is turned on by
 * toggleLogging() or the option `enableLogging`. Anything but a function is ignored.
 */
export function setLogger(loggerFunction: (message: string) => void): void {
  if (typeof loggerFunction === 'function') logger = loggerFunction
  else note('setLogger() needs a function.')
}

/** Turns the log on, or off again. */
export function toggleLogging(): void {
  on = !on
  console.log(on ? 'Enabled Braze logging' : 'Disabled Braze logging')
}
