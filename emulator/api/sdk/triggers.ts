// `triggers` of a data answer: what the device is to show, and when; the list replaces all that it has (rule M1). observed: web SDK 6.13.0
import type { App } from '../../domain/apps.ts'
import type { Plan } from '../../delivery/in-app/in-app.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { World } from '../../world.ts'
import { isObject } from './envelope.ts'

/** What is planned for a request that asks for triggers; undefined for one that does not. Inside its transaction, behind what it told. */
export const planTriggers = (world: World, app: App, device_id: string, profile: ProfileRow, respond_with: unknown): Plan | undefined =>
  isObject(respond_with) && respond_with['triggers'] === true ? world.inAppMessages.plan(profile, app, device_id) : undefined
