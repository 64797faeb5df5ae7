// Where a Content Card leads on each platform, and whether inside the app. docs: content_cards_object (`ios_uri`, `android_uri`, `web_uri`, `*_use_webview`)
import type { Platform } from '../apps.ts'
import { flagIn } from '../rendered-values.ts'

export type Links = { url?: string; use_webview?: boolean } & { [name in `${'ios' | 'android' | 'web'}_uri`]?: string } & { [name in `${'ios' | 'android' | 'web'}_use_webview`]?: boolean }

const FAMILY: Readonly<Partial<Record<Platform, 'ios' | 'android' | 'web'>>> = { iOS: 'ios', tvOS: 'ios', Android: 'android', Kindle: 'android', Web: 'web' }

/** `u` and `uw` for an app of this platform: its own address, else the one for all. */
export function linkOn(links: Links, platform: Platform): { u: string | null; uw: boolean } {
  const family = FAMILY[platform]
  const own = family === undefined ? undefined : links[`${family}_uri`]
  const webview = family === undefined ? undefined : links[`${family}_use_webview`]
  return { u: own ?? links.url ?? null, uw: webview ?? links.use_webview ?? true }
}

const texts = ['url', 'ios_uri', 'android_uri', 'web_uri'] as const
const flags = ['use_webview', 'ios_use_webview', 'android_use_webview', 'web_use_webview'] as const

/** The links of a message that is rendered. */
export function readLinks(body: Readonly<Record<string, unknown>>): Links {
  const some = [...texts.map((name) => [name, typeof body[name] === 'string' && body[name] !== '' ? body[name] : undefined] as const), ...flags.map((name) => [name, flagIn(body[name])] as const)]
  return Object.fromEntries(some.filter(([, value]) => value !== undefined)) as Links
}
