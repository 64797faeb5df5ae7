// Every hosted page and file, in one array: spread the family's own list here.
import type { Endpoint } from '../endpoint.ts'
import { exportFile } from './exports.ts'
import { mediaFile } from './media.ts'
import { showPreferences, submitPreferences } from './preference-centers.ts'

export const hostedPages: readonly Endpoint[] = [exportFile, mediaFile, showPreferences, submitPreferences]
