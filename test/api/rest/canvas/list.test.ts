// GET /canvas/list stands with '/campaigns/list' in test/api/rest/campaigns/list.test.ts; here is what only Canvases do.
import { expect, test } from 'vitest'
import { define } from '../../../kit/messaging.ts'
import { ask } from '../../../kit/rest.ts'
import { emulator } from '../../../kit/world.ts'

test('campaigns are not among Canvases, nor Canvases among campaigns', async () => {
  const e = emulator()
  await define(e, 'campaigns', { id: 'c', name: 'Campaign' })
  await define(e, 'canvases', { id: 'v', name: 'Canvas', draft: true })
  expect((await ask(e, 'GET', '/canvas/list')).body.canvases.map(({ id }: { id: string }) => id)).toEqual(['v'])
  expect((await ask(e, 'GET', '/campaigns/list')).body.campaigns.map(({ id }: { id: string }) => id)).toEqual(['c'])
})
