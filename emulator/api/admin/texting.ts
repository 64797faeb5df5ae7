// What a subscription group says of texts: the numbers it sends from, and what people may text to them.
import * as z from 'zod'
import { keywordProblems } from '../../domain/sms-keywords.ts'

const set = () => ({ keywords: z.array(z.string()).optional(), response: z.string().optional() })
const language = () => ({
  opt_in: z.strictObject(set()).optional(),
  opt_out: z.strictObject(set()).optional(),
  help: z.strictObject(set()).optional(),
  custom: z.array(z.strictObject({ name: z.string().min(1), ...set() })).optional(),
})

/** A long code in E.164, a short code, or an alphanumeric sender. docs: sms/message_setup/sender_setup */
const sender = () => z.string().regex(/^(?:\+\d{7,15}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/, { error: 'a sender is a number in E.164, a short code, or a name of at most 11 letters and digits' })

export const texting = () => ({
  sender_numbers: z.array(sender()).optional(),
  keywords: z
    .strictObject({
      ...language(),
      languages: z.record(z.string().min(2), z.strictObject(language())).optional(),
      fuzzy_opt_out: z.strictObject({ enabled: z.boolean(), response: z.string().optional() }).optional(),
      double_opt_in: z.strictObject({ enabled: z.boolean(), prompt: z.string().optional(), keywords: z.array(z.string()), response: z.string().optional() }).optional(),
    })
    .superRefine((keywords, context) => {
      for (const { path, why } of keywordProblems(keywords)) context.addIssue({ code: 'custom', path: path.split('.'), message: `keywords.${path}: ${why}` })
    })
    .optional(),
})
