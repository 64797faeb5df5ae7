// Content that Braze's dashboard alone can make or remove: tags, the end of a Content Block, the list of media assets with their ids.
import * as z from 'zod'
import type { Endpoint } from '../endpoint.ts'
import { admin } from './realm.ts'

/** `parent`: the tag it is nested under. */
const Tag = () => z.strictObject({ name: z.string().min(1).max(255), parent: z.string().min(1).optional() })

export const content: readonly Endpoint[] = [
  admin({ method: 'GET', path: '/tags', handle: ({ world }) => ({ tags: world.tags.list(), next: null }) }),
  admin({ method: 'POST', path: '/tags', status: 201, body: Tag, handle: ({ world, body }) => world.tags.create(body) }),
  admin({
    method: 'DELETE',
    path: '/tags/:name',
    handle({ world, params }) {
      world.tags.remove(params['name']!)
      return { deleted: params['name'] }
    },
  }),
  admin({
    method: 'DELETE',
    path: '/content_blocks/:id',
    handle({ world, params }) {
      world.contentBlocks.remove(params['id']!)
      return { deleted: params['id'] }
    },
  }),
  admin({ method: 'GET', path: '/media_library', handle: ({ world }) => ({ media_library: world.mediaLibrary.list().map(({ file_id: _, ...asset }) => asset), next: null }) }),
]
