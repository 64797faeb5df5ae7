// What the media library's answers say of an asset, and of refusals while a file is processed.
import * as z from 'zod'
import type { MediaAsset } from '../../../domain/content/media-library.ts'
import { Refusal } from '../../../domain/refusal.ts'
import type { World } from '../../../world.ts'
import { hostedUrl } from '../../hosted/realm.ts'
import type { Limit } from '../../limits.ts'
import type { WireRequest } from '../../wire.ts'
import { PROCESSING, processingFault } from './upload.ts'

/** "100 requests per hour" each. docs: api/api_limits (the page of create still says the default) */
export const hundredAnHour = (path: string): Limit => ({ name: path, limit: 100, seconds: 3600 })

export const assetAnswer = () => z.strictObject({ name: z.string(), size: z.int().meta({ description: 'Bytes' }), url: z.string(), ext: z.string() })

/** The address ends in the file's extension; the part before is the asset's id. It stays when the file is replaced. */
export const assetUrl = (request: WireRequest, world: World, { id, ext }: MediaAsset): string => hostedUrl(request, world, `/media/${id}.${ext}`)

export const shownAsset = (request: WireRequest, world: World, asset: MediaAsset) => ({ name: asset.name, size: asset.size, url: assetUrl(request, world, asset), ext: asset.ext })

/** Runs `work`; a refusal of the domain is Braze's processing error of the same code. */
export function processing<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof Refusal && Object.hasOwn(PROCESSING, error.code) ? processingFault(error.code, error.details) : error
  }
}
