// PUT /media_library/replace_file: another file under the same id and address.
import * as z from 'zod'
import type { Upload } from '../../../domain/content/media-library.ts'
import { fault, rest } from '../realm.ts'
import { assetAnswer, hundredAnHour, processing, shownAsset } from './assets.ts'
import { BODY_BYTES, BOTH, givenIn, hasFile, processingFault, textIn, uploadOf } from './upload.ts'

type Prepared = { upload: Upload; asset_id: string }

export const replaceAssetFile = rest({
  method: 'PUT',
  path: '/media_library/replace_file',
  permission: 'media_library.replace',
  limit: hundredAnHour('/media_library/replace_file'),
  status: 200,
  maxBytes: BODY_BYTES,
  docs: 'api/endpoints/media_library/manage_assets/replace_file',
  evidence: ['documented'],
  raw: true, // JSON or multipart/form-data: read in `prepare`
  response: () => z.strictObject({ info: z.literal('Asset file updated successfully.'), new_image_asset: assetAnswer() }),
  async prepare({ world, request }): Promise<Prepared> {
    const given = await givenIn(request)
    const asset_id = textIn(given, 'asset_id')
    const url = textIn(given, 'asset_url')
    if (asset_id === undefined) throw fault(400, 'asset_id is required.')
    if (url === undefined && !hasFile(given)) throw fault(400, 'Either file or asset_url is required.')
    if (url !== undefined && hasFile(given)) throw fault(400, BOTH)
    if (world.mediaLibrary.find(asset_id) === undefined) throw processingFault('ASSET_NOT_FOUND', { asset_id }) // before anything is downloaded for it
    const upload = await uploadOf(world, given, {
      badUrl: (asset_url) => processingFault('INVALID_ASSET_URL', { asset_url }),
      failed: (original_error) => processingFault('GENERIC_ERROR', { original_error }), // the page has no code of its own for it
    })
    return { upload, asset_id }
  },
  handle({ world, request, prepared }) {
    const { upload, asset_id } = prepared as Prepared
    return { info: 'Asset file updated successfully.', new_image_asset: shownAsset(request, world, processing(() => world.mediaLibrary.replace(asset_id, upload))) }
  },
})
