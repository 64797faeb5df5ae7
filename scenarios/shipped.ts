// The shipped suite, loaded when it is asked for. Its modules run once in a process, so the list is kept for all.
import { collect } from './registry.ts'
import type { Scenario } from './registry.ts'

const KEY = Symbol.for('brazier.scenarios.shipped')
const kept = globalThis as { [KEY]?: Promise<Scenario[]> }

/** Every scenario that comes with Brazier, in the order of the files. */
export const shipped = (): Promise<Scenario[]> => (kept[KEY] ??= collect(() => import('./index.ts')))
