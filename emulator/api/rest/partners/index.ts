// The endpoints below /partners.
import type { Endpoint } from '../../endpoint.ts'
import { changeCohort, nameCohort } from './cohorts.ts'

export const endpoints: readonly Endpoint[] = [nameCohort, changeCohort]
