// What the endpoints that put addresses on a list or take them off have in common.
import * as z from 'zod'
import type { Endpoint, Evidence } from '../../endpoint.ts'
import type { World } from '../../../world.ts'
import { atLeastOne, listOf, oneOrMany, success } from '../contacts.ts'
import { rest } from '../realm.ts'

/** An endpoint that does one thing to each of up to fifty addresses. An address to which it does not apply is no error. */
export const forAddresses = (path: string, permission: string, docs: string, act: (world: World, email: string) => void, evidence: readonly Evidence[] = ['documented', 'client']): Endpoint =>
  rest({
    method: 'POST',
    path,
    permission,
    status: 201,
    docs,
    evidence,
    body: () => z.looseObject({ email: oneOrMany('email', 'email').nullish() }),
    response: success,
    handle({ world, body }) {
      for (const email of new Set(atLeastOne('email', listOf(body.email)))) act(world, email)
      return { message: 'success' }
    },
  })
