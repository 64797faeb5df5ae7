// The members of a Content Block in a request, in the order in which they are judged, with Braze's texts. docs: post_create_email_content_block, post_update_content_block ("Troubleshooting")
import * as z from 'zod'
import { Refusal } from '../../../domain/refusal.ts'
import { fault } from '../realm.ts'

const CONTENT_BYTES = 50 * 1024 // "must be smaller than 50kb"

/** Texts of the domain's refusals. */
const TEXTS: Readonly<Record<string, string>> = {
  not_found: 'Content Block ID is invalid for this workspace',
  deleted: 'Content Block has been deleted—content not available',
  name_taken: 'Content Block with this name already exists',
  malformed_liquid: 'Content contains malformed liquid',
  self_reference: 'Content Block cannot be referenced within itself',
  unknown_tags: 'Some tags could not be found',
  unknown_content_blocks: 'Email must have valid Content Block names',
  active_name: 'Content Block name cannot be updated for active Content Blocks',
  active_state: 'Active Content Block can not be updated to Draft. Create a new Content Block.',
}

/** Runs `work`; what the domain refuses is said in Braze's words. `texts` are those of one family before the common ones. */
export function inWords<T>(work: () => T, texts: Readonly<Record<string, string>> = {}): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const text = texts[error.code] ?? TEXTS[error.code]
    throw text === undefined ? error : fault(400, text, {}, { seen: error.details })
  }
}

/** A text that is there and not blank. */
export const text = (blank: string, notText: string) => z.string({ error: ({ input }) => (input === undefined || input === null ? blank : notText) }).refine((value) => value.trim() !== '', { error: blank })

export const tags = () =>
  z.array(z.string({ error: 'All tags must be strings' }), { error: 'Tags must be an array' }).meta({ description: 'Tags that exist in the workspace' })

const shorter = (limit: number, error: string) => [(value: string) => [...value].length < limit, { error }] as const

// Braze publishes no text for a name that is no text: as that of the description
export const name = () =>
  text('Content Block name cannot be blank', 'Content Block name must be a string')
    .refine(...shorter(100, 'Content Block name must be shorter than 100 characters'))
    .refine((value) => /^[A-Za-z0-9_-]*$/.test(value), { error: 'Content Block name can only contain alphanumeric characters' })

export const description = () =>
  text('Content Block description cannot be blank', 'Content Block description must be a string').refine(...shorter(250, 'Content Block description must be shorter than 250 characters'))

export const content = () => text('Content cannot be blank', 'Content must be a string').refine((value) => Buffer.byteLength(value) < CONTENT_BYTES, { error: 'Content must be smaller than 50kb' })

export const state = () => z.enum(['active', 'draft'], { error: 'Content Block state must be either active or draft' })

export const id = () => text('Content Block ID cannot be blank', 'Content Block ID cannot be blank')

/** What was given: members left out or null say nothing. */
export const given = <T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null)) as { [K in keyof T]?: NonNullable<T[K]> }

export const saved = () => z.strictObject({ content_block_id: z.string(), liquid_tag: z.string().meta({ description: 'The Liquid that embeds the block' }), created_at: z.string().meta({ description: 'ISO 8601' }), message: z.literal('success') })
