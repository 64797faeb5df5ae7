// The members of an email template in a request, with Braze's texts where it publishes them. docs: post_create_email_template, post_update_email_template ("Troubleshooting")
import * as z from 'zod'
import { tags, text } from '../content_blocks/fields.ts'

/** Braze publishes no texts for an unknown or missing id: as those of Content Blocks. */
export const NO_ID = 'Email Template ID cannot be blank'
export const UNKNOWN = 'Email Template ID is invalid for this workspace'

export const id = () => text(NO_ID, NO_ID)

// "Template name is required" is published; the others follow it
export const template_name = () => text('Template name is required', 'Template name must be a string')
export const subject = () => text('Subject is required', 'Subject must be a string')
export const body = () => text('Body is required', 'Body must be a string')

export const optional = () => ({
  plaintext_body: z.string({ error: 'Plaintext body must be a string' }).nullish(),
  preheader: z.string({ error: 'Preheader must be a string' }).nullish(),
  tags: tags().nullish(),
  should_inline_css: z.boolean({ error: 'Invalid value for `should_inline_css`. One of `true` or `false` was expected' }).nullish().meta({ description: "The workspace's default when left out" }),
})

export const saved = () => z.strictObject({ email_template_id: z.string(), message: z.literal('success') })
