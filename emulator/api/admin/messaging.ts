// Campaigns and Canvases: define, change, launch, stop (with or without the cards that users have), archive.
import * as z from 'zod'
import type { CampaignInput } from '../../domain/campaigns/campaigns.ts'
import type { CanvasInput } from '../../domain/campaigns/canvases.ts'
import type { Start } from '../../domain/campaigns/lifecycle.ts'
import { refuse } from '../../domain/campaigns/lifecycle.ts'
import type { Issue } from '../../domain/campaigns/messages.ts'
import { issue } from '../../domain/campaigns/messages.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { World } from '../../world.ts'
import type { Endpoint } from '../endpoint.ts'
import { endpointsOf } from './definition-endpoints.ts'
import { changedCampaign, changedCanvas, newCampaign, newCanvas, writable } from './messaging-bodies.ts'
import { admin, adminFault } from './realm.ts'

const TRANSITIONS = ['launch', 'stop', 'archive', 'unarchive'] as const
const WORDS: Record<string, string> = {
  archived: 'it is archived: unarchive it before it is launched',
  not_launched: 'it is a draft: only what was launched can be stopped',
}

/** Runs `work`; what the domain finds wrong is told with its place. `named`: the place as the caller knows it. */
export function told<T>(work: () => T, named = (text: string): string => text): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const issues = error.details['issues'] as Issue[] | undefined
    if (issues !== undefined) throw adminFault(422, 'invalid', named(issues[0]!.message), { issues: issues.map(({ path, message }) => ({ path: named(path), message: named(message) })) })
    if (Object.hasOwn(WORDS, error.code)) throw adminFault(409, error.code, WORDS[error.code]!, error.details)
    throw error
  }
}

type Noun = { become(id: string, start: Start): void } & Record<(typeof TRANSITIONS)[number], (id: string) => object>
const transitions = (kind: string, owner: 'campaign_id' | 'canvas_id', noun: (world: World) => Noun): Endpoint[] =>
  TRANSITIONS.map((what) => {
    const path = `/${kind}/:id/${what}`
    if (what !== 'stop' && what !== 'archive') return admin({ method: 'POST', path, handle: ({ world, params }) => told(() => noun(world)[what](params['id']!)) })
    return admin({
      method: 'POST',
      path,
      /** "remove card after the next sync". docs: create_a_content_card */
      body: () => z.strictObject({ remove_cards: z.boolean().optional() }),
      handle: ({ world, params, body: { remove_cards } }) => told(() => {
        const ended = noun(world)[what](params['id']!)
        if (remove_cards === true) world.cards.removeAll({ [owner]: params['id']! } as never)
        return ended
      }),
    })
  })

/** A definition and, apart from it, the state it shall have. `named`: what the path calls it. */
function parts(named: string, { draft, enabled, archived, ...rest }: Record<string, unknown>): { definition: Record<string, unknown>; state: Start } {
  if (rest['id'] !== undefined && rest['id'] !== named) refuse([issue('id', `is another one than that of the path, ${named}: an id never changes`)])
  const state = Object.fromEntries(Object.entries({ draft, enabled, archived }).filter(([, value]) => value !== undefined)) as Start
  return { definition: writable(rest), state }
}

/** What a new definition says, and its id when it has one already. */
const created = <Input extends { id?: string; name: string }>(body: Input): Input => ({ ...writable(body), ...(body.id === undefined ? {} : { id: body.id }) }) as Input

const campaigns = endpointsOf({
  kind: 'campaigns',
  create: newCampaign,
  change: changedCampaign,
  list(world) {
    world.messageStatistics.catchUp()
    return world.campaigns.list()
  },
  id: (campaign) => campaign.id,
  add: (world, body: CampaignInput) => told(() => world.campaigns.create(created(body))),
  update: (world, id, body: Record<string, unknown>) =>
    told(() => {
      const { definition, state } = parts(id, body)
      world.campaigns.update(id, definition)
      world.campaigns.become(id, state)
      return world.campaigns.find(id)!
    }),
  remove: (world, id) => world.campaigns.remove(id),
})

const canvases = endpointsOf({
  kind: 'canvases',
  create: newCanvas,
  change: changedCanvas,
  list(world) {
    world.messageStatistics.catchUp()
    return world.canvases.list()
  },
  id: (canvas) => canvas.id,
  add: (world, body: CanvasInput) => told(() => world.canvases.create(created(body))),
  update: (world, id, body: Record<string, unknown>) =>
    told(() => {
      const { definition, state } = parts(id, body)
      world.canvases.update(id, definition)
      world.canvases.become(id, state)
      return world.canvases.find(id)!
    }),
  remove: (world, id) => world.canvases.remove(id),
})

export const messaging: readonly Endpoint[] = [...campaigns, ...transitions('campaigns', 'campaign_id', (world) => world.campaigns), ...canvases, ...transitions('canvases', 'canvas_id', (world) => world.canvases)]
