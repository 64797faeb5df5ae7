// The admin endpoints; those of the contract that are not built yet are listed and answer 501.
import type { Endpoint } from '../endpoint.ts'
import { contacts } from './contacts.ts'
import { changeSettings, definitions, showSettings } from './definitions.ts'
import { advanceClock, createWorkspace, health, listWorkspaces, putSnapshot, removeWorkspace, reset, setClock, settle, showClock, showWorkspace, takeSnapshot } from './process.ts'
import { content } from './content.ts'
import { diagnostics } from './diagnostics.ts'
import { locales } from './locales.ts'
import { importUsers } from './import.ts'
import { messages } from './messages.ts'
import { openapi } from './openapi.ts'
import { admin } from './realm.ts'
import { sends } from './sends.ts'
import { clearFaults, endpoints, journal, putFaults, requests, showFaults } from './traffic.ts'
import { listDevices, listUsers, showDevice, showUser, uninstallDevice } from './users.ts'
import { verifyRequests } from './verify.ts'

const unbuilt: readonly Endpoint[] = (
  [['GET', '/users/:braze_id/explain']] as const
).map(([method, path]) => admin({ method, path }))

export const adminEndpoints: readonly Endpoint[] = [
  health, listWorkspaces, createWorkspace, showWorkspace, removeWorkspace, reset, takeSnapshot, putSnapshot, showClock, setClock, advanceClock, settle,
  showSettings, changeSettings, listUsers, importUsers, showUser, listDevices, showDevice, uninstallDevice, journal, requests, verifyRequests, showFaults, putFaults, clearFaults, endpoints, diagnostics, openapi,
  ...content, ...locales, ...contacts, ...sends, ...messages, ...definitions, ...unbuilt,
]
