// The tracking plan of a workspace: show, put, remove; hold what came in against it, or against another one; draft one from what came in.
import * as z from 'zod'
import type { World } from '../../world.ts'
import { workspace } from './lists.ts'
import { admin, adminFault } from './realm.ts'
import { TrackingPlanBody } from './tracking-plan-schema.ts'

const NONE = 'this workspace has no tracking plan: write one under tracking_plan in the config file, or send it with PUT /_emulator/tracking_plan'

const show = admin({ method: 'GET', path: '/tracking_plan', handle: ({ world }) => ({ tracking_plan: world.trackingPlan.get() }) })

const EMPTY = 'an empty plan would allow nothing: write { events: {} } when that is meant; DELETE /_emulator/tracking_plan removes the plan'

/** Takes the plan itself, or what GET answers. A call without a body is a mistake, not a plan. */
const put = admin({
  method: 'PUT',
  path: '/tracking_plan',
  body: TrackingPlanBody,
  handle({ world, body }) {
    if (Object.keys(body).length === 0) throw adminFault(422, 'invalid', EMPTY)
    return { tracking_plan: world.trackingPlan.put(body) }
  },
})

const remove = admin({
  method: 'DELETE',
  path: '/tracking_plan',
  handle({ world }) {
    if (!world.trackingPlan.remove()) throw adminFault(404, 'no_tracking_plan', NONE)
    return { tracking_plan: null }
  },
})

/** The user's profile and those merged into it. */
function profilesOf(world: World, braze_id: string): string[] {
  const profile = world.profiles.byBrazeId(braze_id)
  return profile === undefined ? [braze_id] : world.profiles.lineage(profile)
}

/** `violations`: alike ones counted together, in words too; `rows`: how many rows of the journal were looked at. */
const check = admin({
  method: 'POST',
  path: '/tracking_plan/check',
  body: () => z.strictObject({ tracking_plan: TrackingPlanBody.optional(), since: z.number().int().min(0).optional(), braze_id: z.string().optional() }),
  handle({ world, body: { tracking_plan: given, since, braze_id } }) {
    const plan = given ?? world.trackingPlan.get()
    if (plan === null) throw adminFault(404, 'no_tracking_plan', NONE)
    const { rows, findings } = world.trackingPlan.check(plan, { since, profiles: braze_id === undefined ? undefined : profilesOf(world, braze_id) })
    return { rows, count: findings.reduce((sum, one) => sum + one.count, 0), violations: findings }
  },
})

/** A draft, not kept: `notes` say what a person should look at. */
const infer = admin({
  method: 'GET',
  path: '/tracking_plan/infer',
  query: () => z.looseObject({ ...workspace, allowed: z.stringbool().optional() }),
  handle: ({ world, query }) => world.trackingPlan.infer({ allowed: query.allowed ?? false }),
})

export const trackingPlan = [show, put, remove, check, infer]
