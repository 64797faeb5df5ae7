// The endpoints below /templates, but their translations.
import type { Endpoint } from '../../endpoint.ts'
import { createEmailTemplate } from './create.ts'
import { showEmailTemplate } from './info.ts'
import { listEmailTemplates } from './list.ts'
import { updateEmailTemplate } from './update.ts'

export const endpoints: readonly Endpoint[] = [listEmailTemplates, showEmailTemplate, createEmailTemplate, updateEmailTemplate]
