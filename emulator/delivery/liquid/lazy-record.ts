// A hash whose values are looked up when a template names them: nothing is built that is not asked for.

/** Where the engine finds the way to look up. */
export const LOOKUP = Symbol('lookup')
export type LazyRecord = { [LOOKUP]: (name: string) => unknown }

/** `find` answers undefined for a name that there is not. */
export const lazyRecord = (find: (name: string) => unknown): LazyRecord => ({ [LOOKUP]: find })
