// The email endpoints.
import type { Endpoint } from '../../endpoint.ts'
import { blacklist, blocklist } from './blocklist.ts'
import { remove as removeBounces } from './bounce/remove.ts'
import { hardBounces } from './hard_bounces.ts'
import { remove as removeSpam } from './spam/remove.ts'
import { status } from './status.ts'
import { unsubscribes } from './unsubscribes.ts'

export const endpoints: readonly Endpoint[] = [hardBounces, unsubscribes, status, removeBounces, removeSpam, blocklist, blacklist]
