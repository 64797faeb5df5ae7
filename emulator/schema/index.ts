// The migrations in order. A released file is never edited; a change is the next number.
import kernel from './0001-kernel.sql'
import workspace from './0002-workspace.sql'
import profiles from './0003-profiles.sql'
import activity from './0004-activity.sql'
import access from './0005-access.sql'
import contacts from './0006-contacts.sql'
import catalogs from './0007-catalogs.sql'
import content from './0008-content.sql'
import campaigns from './0009-campaigns.sql'
import sends from './0010-sends.sql'
import analytics from './0011-analytics.sql'
import segments from './0012-segments.sql'
import dashboard from './0013-dashboard.sql'
import diagnostics from './0014-diagnostics.sql'

export const migrations: readonly string[] = [kernel, workspace, profiles, activity, access, contacts, catalogs, content, campaigns, sends, analytics, segments, dashboard, diagnostics]
