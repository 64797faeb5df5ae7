// Every endpoint, in one array.
import { adminEndpoints } from './admin/index.ts'
import type { Endpoint } from './endpoint.ts'
import { hostedPages } from './hosted/index.ts'
import { restEndpoints } from './rest/index.ts'
import { bannersSync } from './sdk/banners.ts'
import { contentCardsSync } from './sdk/content-cards.ts'
import { data } from './sdk/data.ts'
import { debuggerInit, debuggerLog } from './sdk/debugger.ts'
import { dustConfig } from './sdk/dust.ts'
import { featureFlagsSync } from './sdk/feature-flags.ts'
import { geofenceReport, geofenceRequest } from './sdk/geofences.ts'
import { pushTokenTag } from './sdk/push-token-tag.ts'
import * as syncs from './sdk/syncs.ts'
import { template } from './sdk/template.ts'
import { webPush } from './sdk/web-push.ts'

const { unbuilt: unbuiltSdk, userOf: _, ...builtSyncs } = syncs

export const table: readonly Endpoint[] = [...restEndpoints, ...hostedPages, data, dustConfig, contentCardsSync, bannersSync, featureFlagsSync, geofenceRequest, geofenceReport, debuggerInit, debuggerLog, pushTokenTag, webPush, template, ...Object.values(builtSyncs), ...unbuiltSdk, ...adminEndpoints]
