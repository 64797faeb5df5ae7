// GET /templates/email/info
import * as z from 'zod'
import { isoTime } from '../../../kernel/clock.ts'
import { fault, rest } from '../realm.ts'
import * as fields from './fields.ts'

export const showEmailTemplate = rest({
  method: 'GET',
  path: '/templates/email/info',
  permission: 'templates.email.info',
  status: 200,
  docs: 'api/endpoints/templates/email_templates/get_see_email_template_information',
  evidence: ['documented', 'client'],
  query: () => z.looseObject({ email_template_id: fields.id() }),
  response: () =>
    z.strictObject({
      email_template_id: z.string(),
      template_name: z.string(),
      description: z.string().meta({ description: 'Written in the dashboard; the API has no way to give one' }),
      subject: z.string(),
      preheader: z.string().optional(),
      body: z.string(),
      plaintext_body: z.string().optional(),
      should_inline_css: z.boolean(),
      tags: z.array(z.string()).meta({ description: "Braze's page types it a string; lists show an array" }),
      created_at: z.string(),
      updated_at: z.string(),
      message: z.literal('success'),
    }),
  handle({ world, query }) {
    const template = world.emailTemplates.find(query.email_template_id)
    if (template === undefined) throw fault(400, fields.UNKNOWN, {}, { field: 'email_template_id', seen: query.email_template_id })
    const { id, template_name, subject, preheader, body, plaintext_body, should_inline_css, tags, created_at, updated_at } = template
    return {
      email_template_id: id, template_name, description: '', subject, ...(preheader === null ? {} : { preheader }), body, ...(plaintext_body === null ? {} : { plaintext_body }), should_inline_css, tags,
      created_at: isoTime(created_at), updated_at: isoTime(updated_at), message: 'success',
    }
  },
})
