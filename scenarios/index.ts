// The shipped suite: every scenario file of this folder, so that a bundle has them too. A test finds one that is missing.
import './session-start-and-end.scenario.ts'
import './anonymous-becomes-known.scenario.ts'
import './change-user-between-known-users.scenario.ts'
import './push-token-lifecycle.scenario.ts'
import './push-delivery.scenario.ts'
import './offline-then-online.scenario.ts'
import './wipe-data.scenario.ts'
import './data-ingestion.scenario.ts'
