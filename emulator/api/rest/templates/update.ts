// POST /templates/email/update: what is left out stays as it is.
import * as z from 'zod'
import { given, inWords } from '../content_blocks/fields.ts'
import { fault, rest } from '../realm.ts'
import * as fields from './fields.ts'

export const updateEmailTemplate = rest({
  method: 'POST',
  path: '/templates/email/update',
  permission: 'templates.email.update',
  status: 201, // not printed on the page; 201 is what accepted POSTs answer
  docs: 'api/endpoints/templates/email_templates/post_update_email_template',
  evidence: ['documented', 'client'],
  body: () => z.looseObject({ email_template_id: fields.id(), template_name: fields.template_name().nullish(), subject: fields.subject().nullish(), body: fields.body().nullish(), ...fields.optional() }),
  response: fields.saved,
  handle({ world, body: { email_template_id, template_name, subject, body, plaintext_body, preheader, tags, should_inline_css } }) {
    const patch = given({ template_name, subject, body, plaintext_body, preheader, tags, should_inline_css })
    // "you must specify at least one field to update"; the text is not published
    if (Object.keys(patch).length === 0) throw fault(400, 'At least one field to update is required')
    // The page does not list unknown Content Blocks; the page of create does, and a template can be spoiled by either
    const template = inWords(() => world.emailTemplates.update(email_template_id, patch), { not_found: fields.UNKNOWN })
    return { email_template_id: template.id, message: 'success' }
  },
})
