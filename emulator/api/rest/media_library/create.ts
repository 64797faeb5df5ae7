// POST /media_library/create
import * as z from 'zod'
import type { Upload } from '../../../domain/content/media-library.ts'
import { fault, rest } from '../realm.ts'
import { assetAnswer, hundredAnHour, processing, shownAsset } from './assets.ts'
import { BODY_BYTES, BOTH, givenIn, hasFile, processingFault, textIn, uploadOf } from './upload.ts'

type Prepared = { upload: Upload; name: string | undefined }

export const createAsset = rest({
  method: 'POST',
  path: '/media_library/create',
  permission: 'media_library.create',
  limit: hundredAnHour('/media_library/create'),
  status: 200,
  maxBytes: BODY_BYTES,
  docs: 'api/endpoints/media_library/manage_assets/create',
  evidence: ['documented'],
  raw: true, // JSON or multipart/form-data: read in `prepare`
  response: () =>
    z.strictObject({
      new_assets: z.array(assetAnswer()),
      errors: z.array(z.strictObject({ name: z.string(), size: z.int(), ext: z.string(), error: z.string() })).meta({ description: 'Files of a ZIP that could not be kept' }),
      dashboard_url: z.string().meta({ description: "Brazier's list of the assets, with their ids" }),
    }),
  async prepare({ world, request }): Promise<Prepared> {
    const given = await givenIn(request)
    const url = textIn(given, 'asset_url')
    const name = textIn(given, 'name')
    if (url === undefined && !hasFile(given)) throw fault(400, 'Either asset_url or asset_file must be provided.')
    if (url !== undefined && hasFile(given)) throw fault(400, BOTH)
    const failed = (original_error: string) => processingFault('ASSET_UPLOAD_FAILED', { original_error })
    return { upload: await uploadOf(world, given, { badUrl: (asset_url) => failed(`not an http or https address: ${asset_url}`), failed }), name }
  },
  handle({ world, request, prepared }) {
    const { upload, name } = prepared as Prepared
    const { assets, errors } = processing(() => world.mediaLibrary.create(upload, name))
    return {
      new_assets: assets.map((asset) => shownAsset(request, world, asset)),
      errors,
      dashboard_url: `${request.origin ?? 'http://localhost'}/_emulator/media_library?workspace=${encodeURIComponent(world.id)}`,
    }
  },
})
