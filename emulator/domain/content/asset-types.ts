// What a file is, told by its first bytes, never by its name: PNG, JPEG, GIF, WebP, SVG, ZIP. docs: user_guide/.../media_library ("supported file types")

/** `ext` as Braze's answers name it; `names` are the endings that say the same. */
export type AssetType = { ext: string; content_type: string; names: readonly string[] }

const PNG: AssetType = { ext: 'png', content_type: 'image/png', names: ['png'] }
const JPEG: AssetType = { ext: 'jpg', content_type: 'image/jpeg', names: ['jpg', 'jpeg'] }
const GIF: AssetType = { ext: 'gif', content_type: 'image/gif', names: ['gif'] }
const WEBP: AssetType = { ext: 'webp', content_type: 'image/webp', names: ['webp'] }
const SVG: AssetType = { ext: 'svg', content_type: 'image/svg+xml', names: ['svg'] }

const TYPES = [PNG, JPEG, GIF, WEBP, SVG]
const HEAD = 4096 // bytes in which the root element of an SVG must begin

const latin = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

/** A root element `svg` behind nothing but a byte order mark, an XML declaration, comments and a document type. */
function isSvg(bytes: Uint8Array): boolean {
  const head = new TextDecoder().decode(bytes.subarray(0, HEAD))
  return /^(?:\s|<\?xml[^>]*\?>|<!--(?:(?!-->)[\s\S])*-->|<!DOCTYPE[^>[]*(?:\[[^\]]*\])?\s*>)*<svg[\s>/]/i.test(head)
}

/** The image that the bytes are, or undefined. */
export function imageType(bytes: Uint8Array): AssetType | undefined {
  if (latin(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return PNG
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return JPEG
  if (/^GIF8[79]a$/.test(latin(bytes, 0, 6))) return GIF
  if (latin(bytes, 0, 4) === 'RIFF' && latin(bytes, 8, 12) === 'WEBP') return WEBP
  return isSvg(bytes) ? SVG : undefined
}

/** A ZIP begins with a file or, when empty, with the end of its directory. */
export const isZip = (bytes: Uint8Array): boolean => ['PK\x03\x04', 'PK\x05\x06'].includes(latin(bytes, 0, 4))

/** The ending of a file's name, in lower case, without its dot; '' when there is none. */
export const endingOf = (name: string): string => /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]!.toLowerCase() ?? ''

/** The image type that a file's ending claims, or undefined. */
export const claimedType = (name: string): AssetType | undefined => TYPES.find((type) => type.names.includes(endingOf(name)))
