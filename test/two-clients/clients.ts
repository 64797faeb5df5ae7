// Two clients for one script: the real @braze/web-sdk in Chromium, and sdk-shims/web in this process. What is asked of either is a function of the SDK and of a bag that outlives the step.
import * as shim from '../../sdk-shims/web/index.ts'
import { headless } from '../../sdk-shims/web/control.ts'
import type { Emulator } from '../../emulator/adapters/package.ts'
import { createEmulator, homeKeys } from '../../emulator/adapters/package.ts'
import { openPushVisit } from '../kit/browser-push-visit.ts'
import type { Visit } from '../kit/chromium.ts'

export type Sdk = typeof import('@braze/web-sdk')
/** Objects that a later step of the same page needs, and what callbacks were told. */
export type Kept = { seen: unknown[]; [name: string]: any }
/** Runs in the page as it stands: nothing from outside of it but `given`. */
export type Act = (braze: Sdk, kept: Kept, given: any) => unknown

export type Client = {
  emulator: Emulator
  baseUrl: string
  key: string
  /** Does it, then waits until what it caused was sent; answers what it answered, as JSON has it. */
  act(work: Act, given?: unknown): Promise<unknown>
  reload(): Promise<unknown>
  end(): Promise<void>
}

const asJson = (value: unknown): unknown => (value === undefined ? 'undefined' : JSON.parse(JSON.stringify(value)))

/** The real SDK, on a page that is open. */
export function clientOn(v: Visit, end: () => Promise<void> = async () => {}): Client {
  const act = async (work: Act, given?: unknown): Promise<unknown> => asJson(await v.page.evaluate(`(${work.toString()})(window.braze, (window.kept ??= { seen: [] }), ${JSON.stringify(given)})`))
  return { emulator: v.emulator, baseUrl: v.baseUrl, key: homeKeys.web, act, reload: () => v.page.reload(), end }
}

/** The real SDK, on a page of a Chromium that can be pushed to. */
export async function realClient(): Promise<Client> {
  const { v, end } = await openPushVisit()
  return clientOn(v, end)
}

/** The shim. Its browser says of itself what Chromium does. */
export async function shimClient(facts: object): Promise<Client> {
  const emulator = createEmulator({ outbound: async () => new Response(null, { status: 201 }) })
  const url = await emulator.listen({ port: 0 })
  headless.reset({ facts })
  let kept: Kept = { seen: [] }
  return {
    emulator, baseUrl: url, key: homeKeys.web,
    async act(work, given) {
      const answered = await work(shim as unknown as Sdk, kept, given)
      await headless.idle()
      return asJson(answered)
    },
    async reload() {
      headless.reload()
      kept = { seen: [] }
    },
    async end() {
      headless.reset()
      await emulator.close()
    },
  }
}
