// POST /canvas/duplicate
import * as z from 'zod'
import { Refusal } from '../../../domain/refusal.ts'
import type { World } from '../../../world.ts'
import { descriptionOf, nameOf } from '../campaigns/duplicate.ts'
import { canvasOf, idOf } from '../campaigns/query.ts'
import { fault, rest } from '../realm.ts'

const TAGS = `'tag_names' must be a string or an array of strings`

/** Those that do not exist. */
function unknownOf(world: World, names: readonly string[]): string[] {
  try {
    world.tags.check(names)
    return []
  } catch (error) {
    if (error instanceof Refusal) return error.details['unknown'] as string[]
    throw error
  }
}

/** "These must be existing tags." The page says string, of several: one tag, or a list with commas. The text for an unknown one is that of the Content Blocks. */
function tagsOf(world: World, given: string | string[] | null | undefined): string[] {
  const whole = typeof given === 'string' ? [given].filter((name) => name !== '') : (given ?? [])
  const names = typeof given === 'string' && unknownOf(world, whole).length > 0 ? given.split(',').map((name) => name.trim()).filter((name) => name !== '') : whole
  const unknown = unknownOf(world, names)
  if (unknown.length > 0) throw fault(400, 'Some tags could not be found', {}, { field: 'tag_names', seen: unknown, expected: 'tags that exist' })
  return names
}

export const duplicateCanvas = rest({
  method: 'POST',
  path: '/canvas/duplicate',
  permission: 'canvas.duplicate',
  limit: { name: '/canvas/duplicate', limit: 100, seconds: 60 },
  status: 202,
  docs: 'api/endpoints/messaging/duplicate_messages/post_duplicate_canvases',
  evidence: ['documented'],
  body: () =>
    z.looseObject({
      canvas_id: idOf('canvas_id'),
      name: nameOf().meta({ description: 'Of the copy' }),
      description: descriptionOf().meta({ description: 'Of the copy; default that of the original' }),
      tag_names: z.union([z.string(), z.array(z.string())], { error: TAGS }).nullish().meta({ description: 'Existing tags, in place of those of the original' }),
    }),
  response: () => z.strictObject({ message: z.literal('success') }),
  handle({ world, body: { canvas_id, name, description, tag_names } }) {
    const { id } = canvasOf(canvas_id, world.canvases.find(canvas_id))
    const tags = tagsOf(world, tag_names)
    world.duplication.accept('canvas', { id, name, ...(typeof description === 'string' ? { description } : {}), ...(tags.length > 0 ? { tags } : {}) })
    return { message: 'success' }
  },
})
