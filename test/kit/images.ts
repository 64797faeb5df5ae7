// Small real files of each image type, ZIPs of them, and forms as bytes, for the media library.
import { zipSync } from 'fflate'

export const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
export const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
export const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), Buffer.from('JFIF\0'), Buffer.alloc(9)])
export const WEBP = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64')
export const SVG = Buffer.from('<?xml version="1.0"?>\n<!-- made by hand -->\n<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><script>alert(1)</script></svg>')

export const zip = (files: Record<string, Uint8Array>): Buffer => Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, bytes]))))

/** A form as a browser or `requests` sends it: its bytes and content type. Files are `[name, bytes, type]`. */
export async function form(parts: Record<string, string | readonly [string, Uint8Array, string?]>): Promise<{ bytes: Uint8Array; type: string }> {
  const data = new FormData()
  for (const [name, part] of Object.entries(parts)) {
    if (typeof part === 'string') data.append(name, part)
    else data.append(name, new Blob([part[1] as BlobPart], { type: part[2] ?? '' }), part[0])
  }
  const response = new Response(data)
  return { bytes: new Uint8Array(await response.arrayBuffer()), type: response.headers.get('content-type')! }
}

/** One pixel, for pages: no request is made for it. */
export const DOT = `data:image/png;base64,${PNG.toString('base64')}`
