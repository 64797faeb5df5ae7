// Package export brazier/vitest: a fresh world for each test, matchers about users, the web SDK's stand-in connected to the world.
import type { TestAPI } from 'vitest'
import { expect, test as plain } from 'vitest'
import { headless } from '../../../sdk-shims/web/control.ts'
import { quietly } from '../../../sdk-shims/web/instance.ts'
import type { EventLike, MessageLike, PurchaseLike, PushLike } from '../testing/matchers.ts'
import { matchers } from '../testing/matchers.ts'
import type { BrazeWorld, WorldOptions } from '../testing/world.ts'
import { openWorld, templateOf } from '../testing/world.ts'
import { leadFetch } from './lead-fetch.ts'

export type { EventLike, MessageLike, PurchaseLike, PushLike } from '../testing/matchers.ts'
export type { BrazeUser, BrazeWorld, HasDevice, WorldOptions } from '../testing/world.ts'
export type { Fault, ObservedMessage, ObservedProfile, ObservedRequest, ObservedRow, RequestMatch, Who } from '../observer.ts'

expect.extend(matchers)

interface BrazeMatchers<R = unknown> {
  /** The user logged this custom event: with these properties, so many times. */
  toHaveLoggedEvent(name: string, expected?: EventLike): Promise<R>
  /** The user bought this product. */
  toHavePurchased(product_id: string, expected?: PurchaseLike): Promise<R>
  /** The profile has this attribute, custom or Braze's own; with this value when one is given. */
  toHaveAttribute(name: string, expected?: unknown): Promise<R>
  /** The user is known by this external_id: the anonymous one of a device too, since changeUser() was called. */
  toBeKnownAs(external_id: string): Promise<R>
  /** A push was sent to a device of the user, and would show this. */
  toHaveReceivedPush(expected?: PushLike): Promise<R>
  /** A message of this channel (email, sms, content_cards, in_app_message, webhook …) reached the user. */
  toHaveReceivedMessage(channel: string, expected?: MessageLike): Promise<R>
}

declare module 'vitest' {
  // eslint-disable-next-line -- the type parameter is vitest's
  interface Matchers<T = any> extends BrazeMatchers<void> {}
}

export type Fixtures = {
  /** A fresh world; Braze's hosts lead to it while the test runs. */
  braze: BrazeWorld
  /** The browser of `brazier/sdk-shims/web`, fresh and connected to the world: what a user or the operating system would do. */
  sdk: typeof headless
}

/** The world whose test has the browser now. */
let browserOf: BrazeWorld | undefined

/**
 * vitest's `test` with the fixtures `braze` and `sdk`. With `setup`, what it defines is made once and every test starts from it.
 * A fixture that a test does not name costs nothing.
 */
export function brazeTest(options: WorldOptions = {}): TestAPI<Fixtures> {
  let template: Promise<Uint8Array | undefined> | undefined
  const opened = new WeakMap<BrazeWorld, (() => Promise<unknown>)[]>()

  return plain.extend<Fixtures>({
    // vitest reads from the first parameter which fixtures this one needs: none
    // eslint-disable-next-line no-empty-pattern
    braze: async ({}, use) => {
      const lead = leadFetch()
      const { world, before, route, close } = openWorld(options, await (template ??= templateOf(options)))
      opened.set(world, before)
      lead.to(route, world.fetch)
      try {
        await use(world)
      } finally {
        lead.leave()
        await close()
      }
    },
    sdk: async ({ braze }, use) => {
      if (browserOf !== undefined) throw new Error('the fixture `sdk` is the one browser of this process: tests with it can not run at the same time (test.concurrent, describe.concurrent)')
      browserOf = braze
      headless.reset({ fetch: (request) => braze.fetch(request) })
      opened.get(braze)!.push(() => (quietly() === undefined ? Promise.resolve() : headless.flush()))
      try {
        await use(headless)
      } finally {
        headless.reset()
        browserOf = undefined
      }
    },
  }) as unknown as TestAPI<Fixtures>
}

/** {@link brazeTest} without options. */
export const test = brazeTest()
/** The same as `test`. */
export const it = test
export { expect }
