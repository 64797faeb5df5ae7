// Every hosted page and file, in one array: spread the family's own list here.
import type { Endpoint } from '../endpoint.ts'
import { listUnsubscribe, openLink, openPixel, showListUnsubscribe } from './email-links.ts'
import { exportFile } from './exports.ts'
import { mediaFile } from './media.ts'
import { showPreferences, submitPreferences } from './preference-centers.ts'
import { realTimeStream } from './real-time.ts'
import { shortLink } from './short-links.ts'
import { clickSubscription, openSubscription } from './subscription.ts'

export const hostedPages: readonly Endpoint[] = [listUnsubscribe, openLink, openPixel, showListUnsubscribe, exportFile, mediaFile, shortLink, realTimeStream, showPreferences, submitPreferences, openSubscription, clickSubscription]
