// What the preference center endpoints share: members of a request, their errors, times, and finding a center.
import * as z from 'zod'
import type { CenterInput, PreferenceCenter } from '../../../../domain/preference-centers.ts'
import { isoTime } from '../../../../kernel/clock.ts'
import type { World } from '../../../../world.ts'
import type { Limit } from '../../../limits.ts'
import { fault } from '../../realm.ts'

/** "1,000 requests per minute" for each of the three that read, "10 requests per minute" for each of the two that write. docs: the pages of the family */
export const readLimit = (path: string): Limit => ({ name: `GET ${path}`, limit: 1000, seconds: 60 })
export const writeLimit = (method: 'POST' | 'PUT'): Limit => ({ name: `${method} /preference_center/v1`, limit: 10, seconds: 60 })

const RELS = ['icon', 'shortcut icon', 'apple-touch-icon'] as const

const required = (field: string) => z.string({ error: `'${field}' is required` }).min(1, { error: `'${field}' is required` })

// The texts of this family are not published. The page's table says link-tags, its example links-tags: both are read
const options = () => {
  const tags = (name: string) => {
    const link = z.looseObject({
      rel: z.enum(RELS, { error: `'rel' must be one of: ${RELS.join(', ')}` }),
      href: z.string({ error: `'href' is required in '${name}'` }).min(1, { error: `'href' is required in '${name}'` }),
      type: z.string({ error: `'type' must be a string` }).nullish(), sizes: z.string({ error: `'sizes' must be a string` }).nullish(), color: z.string({ error: `'color' must be a string` }).nullish(),
    })
    return z.array(link, { error: `'${name}' must be an array of objects` }).nullish()
  }
  return z.looseObject({ 'meta-viewport-content': z.string({ error: `'meta-viewport-content' must be a string` }).nullish(), 'link-tags': tags('link-tags'), 'links-tags': tags('links-tags') }, { error: `'options' must be an object` })
}

/** The members that creating and changing a center have in common. */
export const centerMembers = () => ({
  preference_center_title: z.string({ error: `'preference_center_title' must be a string` }).nullish(),
  preference_center_page_html: required('preference_center_page_html'),
  confirmation_page_html: required('confirmation_page_html'),
  state: z.enum(['active', 'draft'], { error: `'state' must be 'active' or 'draft'` }).nullish(),
  options: options().nullish(),
})
type Members = { preference_center_title?: string | null | undefined; preference_center_page_html: string; confirmation_page_html: string; state?: 'active' | 'draft' | null | undefined; options?: Record<string, unknown> | null | undefined }

/** The request in the domain's words. */
export const inputOf = (body: Members): CenterInput => ({
  title: body.preference_center_title || undefined, // left empty, the default
  page_html: body.preference_center_page_html,
  confirmation_html: body.confirmation_page_html,
  state: body.state ?? undefined,
  options: body.options ?? undefined,
})

/** Throws the 404 of an id that is no center's. */
export function centerOf(world: World, id: string): PreferenceCenter {
  const center = world.preferenceCenters.find(id)
  if (center === undefined) throw fault(404, 'Preference center not found', {}, { field: 'preferenceCenterExternalID', seen: id, expected: 'the preference_center_api_id of a preference center' })
  return center
}

/** `2022-08-17T15:46:10Z`. docs: get_list_preference_center */
export const centerTime = (ms: number): string => `${isoTime(ms).slice(0, 19)}Z`
export const centerTimeSchema = () => z.iso.datetime({ precision: 0 })
