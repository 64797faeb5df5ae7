// GET /canvas/list
import * as z from 'zod'
import { exportTime, listMembers, listQuery } from '../campaigns/query.ts'
import { rest } from '../realm.ts'

export const listCanvases = rest({
  method: 'GET',
  path: '/canvas/list',
  permission: 'canvas.list',
  status: 200,
  docs: 'api/endpoints/export/canvas/get_canvases',
  evidence: ['documented', 'client'],
  query: () => z.looseObject(listMembers()),
  response: () => z.strictObject({ message: z.literal('success'), canvases: z.array(z.strictObject({ id: z.string(), last_edited: z.string(), name: z.string(), tags: z.array(z.string()) })) }),
  handle({ world, query }) {
    const canvases = world.canvases.page(listQuery(query as Record<string, string | undefined>))
    return { message: 'success', canvases: canvases.map(({ id, updated_at, name, tags }) => ({ id, last_edited: exportTime(updated_at), name, tags })) }
  },
})
