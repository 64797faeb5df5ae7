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

/** What a call before initialize() says, logging or not. observed: web SDK 6.13.0 */
export const warnUninitialized = (): void => console.warn('Braze shim: call initialize() before anything else; this call does nothing.')

export const isLogging = (): boolean => on
export const startLogging = (): void => { on = true }

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
}

/** Turns the log on, or off again. */
export function toggleLogging(): void {
  on = !on
  console.log(on ? 'Braze shim: logging is on' : 'Braze shim: logging is off')
}
