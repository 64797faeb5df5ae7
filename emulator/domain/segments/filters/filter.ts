// What a filter is: it reads its own members and gives the condition on a profile `p`.
import type { Sql } from '../fragment.ts'
import type { Context, Leaf } from '../leaf.ts'

/** The condition must be 0 or 1, never NULL: it may stand under NOT. */
export type Filter = (leaf: Leaf, context: Context) => Sql
export type Filters = Readonly<Record<string, Filter>>

const DAY = 86_400_000
const MOST_DAYS = 30
/** "X in Y days" looks back from the start of the UTC day Y days ago: 24·Y to 24·(Y+1) hours. docs: segmentation_filters ("X-in-Y behavior") */
export const sinceDays = (leaf: Leaf, { now }: Context, name = 'days'): number => (Math.floor(now / DAY) - leaf.number(name, { min: 1, max: MOST_DAYS, whole: true })) * DAY
/** As far back as segments look at properties. docs: filtering_operators, segment_extension */
export const sinceEver = ({ now }: Context): number => (Math.floor(now / DAY) - MOST_DAYS) * DAY
export const MOST_TIMES = 50 // X is from 0 to 50. docs: segmentation_filters
