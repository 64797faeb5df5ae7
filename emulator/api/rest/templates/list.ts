// GET /templates/email/list
import * as z from 'zod'
import { isoTime } from '../../../kernel/clock.ts'
import { listQuery, pageOf } from '../content_blocks/listing.ts'
import { rest } from '../realm.ts'

export const listEmailTemplates = rest({
  method: 'GET',
  path: '/templates/email/list',
  permission: 'templates.email.list',
  status: 200,
  docs: 'api/endpoints/templates/email_templates/get_list_email_templates',
  evidence: ['documented', 'client'],
  query: () => listQuery('Email Template'), // the page lists no errors: as those of Content Blocks
  response: () =>
    z.strictObject({
      count: z.int().meta({ description: 'How many are in this answer' }),
      templates: z.array(z.strictObject({ email_template_id: z.string(), template_name: z.string(), created_at: z.string(), updated_at: z.string(), tags: z.array(z.string()) })),
      message: z.literal('success'),
    }),
  handle({ world, query }) {
    const templates = world.emailTemplates.page(pageOf(query))
    return {
      count: templates.length,
      templates: templates.map(({ id, template_name, created_at, updated_at, tags }) => ({ email_template_id: id, template_name, created_at: isoTime(created_at), updated_at: isoTime(updated_at), tags })),
      message: 'success',
    }
  },
})
