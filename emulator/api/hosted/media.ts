// GET /_hosted/:workspace/media/<id>.<ext>: a file of the media library. Braze serves them from a CDN; here a replaced file is seen at once.
import { Fault, Reply } from '../endpoint.ts'
import { hosted } from './realm.ts'

/** An SVG opened by its address is a document of our origin: without scripts, without anything loaded, in an origin of its own. */
const SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"

export const mediaFile = hosted({
  method: 'GET',
  path: '/media/:file',
  handle({ world, params, request }) {
    const [id, ext] = params['file']!.split('.')
    const asset = world.mediaLibrary.find(id!)
    if (asset === undefined || (ext !== undefined && ext !== asset.ext)) throw new Fault(404, { message: 'Not Found' })
    const etag = `"${asset.file_id}"` // each file that was ever uploaded has its own
    const headers = {
      etag,
      'last-modified': new Date(asset.updated_at).toUTCString(),
      'cache-control': 'public, no-cache', // kept, but asked for again each time: the file behind the address may change
      'x-content-type-options': 'nosniff',
      'content-security-policy': SANDBOX,
      'cross-origin-resource-policy': 'cross-origin', // pages of any site show it
    }
    const known = (request.headers['if-none-match'] ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
    if (known.includes(etag) || known.includes('*')) return new Reply({ status: 304, headers, body: '' })
    return new Reply({ status: 200, headers: { ...headers, 'content-type': asset.content_type, 'content-length': String(asset.size) }, body: world.files.read(asset.file_id) })
  },
})
