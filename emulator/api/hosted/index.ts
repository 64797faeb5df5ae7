// Every hosted page and file, in one array: spread the family's own list here.
import type { Endpoint } from '../endpoint.ts'

export const hostedPages: readonly Endpoint[] = []
