// Locales of the multi-language settings, which Braze keeps in its dashboard.
import * as z from 'zod'
import type { LocaleInput } from '../../domain/content/locales.ts'
import type { Endpoint } from '../endpoint.ts'
import { endpointsOf } from './definition-endpoints.ts'

const text = () => z.string().min(1).max(255)
const Locale = () => z.strictObject({ id: z.uuid().optional(), name: text(), country: text().nullish(), language: text(), locale_key: text() })

export const locales: readonly Endpoint[] = endpointsOf({
  kind: 'locales',
  create: Locale,
  change: () => Locale().omit({ id: true }).partial(),
  list: (world) => world.locales.list(),
  id: (locale) => locale.id,
  add: (world, body: LocaleInput) => world.locales.create(body),
  update: (world, id, body: object) => world.locales.update(id, body),
  remove: (world, id) => world.locales.remove(id),
})
