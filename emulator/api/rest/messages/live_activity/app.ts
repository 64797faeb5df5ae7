// The app of a Live Activity: one of the workspace, on iOS. docs: live_activity/start
import type { World } from '../../../../world.ts'
import { notValid } from '../faults.ts'

/** Throws the 400 of an app that has no Live Activities. The text is not published. */
export function checkApp(world: World, app_id: string): void {
  if (world.apps.find(app_id)?.platform !== 'iOS') throw notValid('app_id', app_id, 'the app_id of an iOS app of the workspace')
}
