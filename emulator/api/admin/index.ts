// The admin endpoints; those of the contract that are not built yet are listed and answer 501.
import type { Endpoint } from '../endpoint.ts'
import { archive } from './archive.ts'
import { canvasMetrics } from './canvas-metrics.ts'
import { contacts } from './contacts.ts'
import { changeSettings, definitions, showSettings } from './definitions.ts'
import { advanceClock, createWorkspace, health, listWorkspaces, putSnapshot, removeWorkspace, reset, setClock, settle, showClock, showWorkspace, takeSnapshot } from './process.ts'
import { content } from './content.ts'
import { diagnostics } from './diagnostics.ts'
import { explain } from './explain.ts'
import { liveActivities } from './live-activities.ts'
import { locales } from './locales.ts'
import { importUsers } from './import.ts'
import { inbound } from './inbound.ts'
import { messages } from './messages.ts'
import { openapi } from './openapi.ts'
import { previews } from './preview.ts'
import { pushPayloads } from './push-payload.ts'
import { sends } from './sends.ts'
import { trackingPlan } from './tracking-plan.ts'
import { clearFaults, endpoints, journal, putFaults, requests, showFaults } from './traffic.ts'
import { listDevices, listUsers, showDevice, showUser, uninstallDevice } from './users.ts'
import { verifyRequests } from './verify.ts'

export const adminEndpoints: readonly Endpoint[] = [
  health, listWorkspaces, createWorkspace, showWorkspace, removeWorkspace, reset, takeSnapshot, putSnapshot, showClock, setClock, advanceClock, settle,
  showSettings, changeSettings, listUsers, importUsers, showUser, explain, listDevices, showDevice, uninstallDevice, journal, requests, verifyRequests, showFaults, putFaults, clearFaults, endpoints, diagnostics, openapi,
  ...content, ...locales, ...contacts, ...sends, ...messages, ...previews, ...archive, ...canvasMetrics, ...inbound, ...pushPayloads, ...liveActivities, ...trackingPlan, ...definitions,
]
