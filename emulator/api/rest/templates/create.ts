// POST /templates/email/create
import * as z from 'zod'
import { given, inWords } from '../content_blocks/fields.ts'
import { rest } from '../realm.ts'
import * as fields from './fields.ts'

export const createEmailTemplate = rest({
  method: 'POST',
  path: '/templates/email/create',
  permission: 'templates.email.create',
  status: 201, // not printed on the page; 201 is what accepted POSTs answer
  docs: 'api/endpoints/templates/email_templates/post_create_email_template',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ template_name: fields.template_name(), subject: fields.subject(), body: fields.body(), ...fields.optional() }),
  response: fields.saved,
  handle({ world, body: { template_name, subject, body, plaintext_body, preheader, tags, should_inline_css } }) {
    const template = inWords(() => world.emailTemplates.create({ template_name, subject, body, ...given({ plaintext_body, preheader, tags, should_inline_css }) }))
    return { email_template_id: template.id, message: 'success' }
  },
})
