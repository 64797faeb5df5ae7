// The endpoints below /feed.
import type { Endpoint } from '../../endpoint.ts'
import { cardDetails, cardSeries, listCards } from './feed.ts'

export const endpoints: readonly Endpoint[] = [listCards, cardDetails, cardSeries]
