// Package export brazier/vitest/plugin: the app under test keeps importing @braze/web-sdk and gets its stand-in.

/** What vitest needs to know of a plugin: enough for every version of Vite. */
export type BrazeSdkPlugin = { name: string; enforce: 'pre'; config(): { resolve: { alias: { find: RegExp; replacement: string }[] } } }

/** For `plugins` of vitest.config.ts: every import of `@braze/web-sdk` in the tests and the app is `brazier/sdk-shims/web`. */
export const brazeSdk = (): BrazeSdkPlugin => ({
  name: 'brazier:web-sdk',
  enforce: 'pre',
  config: () => ({ resolve: { alias: [{ find: /^@braze\/web-sdk$/, replacement: 'brazier/sdk-shims/web' }] } }),
})
