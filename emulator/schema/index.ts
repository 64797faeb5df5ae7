// The migrations in order. A released file is never edited; a change is the next number.
import kernel from './0001-kernel.sql'
import workspace from './0002-workspace.sql'
import profiles from './0003-profiles.sql'
import activity from './0004-activity.sql'

export const migrations: readonly string[] = [kernel, workspace, profiles, activity]
