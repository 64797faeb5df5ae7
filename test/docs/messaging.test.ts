// emulator/MESSAGING.md: every body in it is taken as it stands, and it names every reason, trigger, interaction and Canvas step that there is.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { REASONS } from '../../emulator/delivery/reasons.ts'
import { STEP_TYPES } from '../../emulator/domain/campaigns/canvas-steps.ts'
import { INTERACTIONS, TRIGGER_TYPES } from '../../emulator/domain/campaigns/triggers.ts'
import { ROOT } from '../kit/sources.ts'
import { emulator } from '../kit/world.ts'

const page = readFileSync(join(ROOT, 'emulator/MESSAGING.md'), 'utf8')
const bodies = [...page.matchAll(/```json (\w+)\n([^]*?)```/g)].map(([, kind, text]) => [kind!, JSON.parse(text!) as Record<string, unknown>] as const)

test('there are bodies of each kind', () => expect(new Set(bodies.map(([kind]) => kind))).toEqual(new Set(['campaigns', 'frequency_rules', 'canvases', 'promotion_lists', 'feature_flags', 'locations', 'banners'])))

test.each(bodies)('%s %j', async (kind, body) => {
  const e = emulator()
  if (kind === 'campaigns') for (const [other, flag] of bodies) if (other === 'feature_flags') await e.admin('POST', '/feature_flags', flag) // those that experiments name
  expect(await e.admin('POST', `/${kind}`, body)).toMatchObject({ status: 201 })
  const [made] = (await e.admin('GET', `/${kind}`)).body[kind]
  for (const [member, value] of Object.entries(body)) if (typeof value !== 'object') expect(made[member]).toBe(value)
})

test.each([['reasons', Object.entries(REASONS).map(([word, why]) => `| \`${word}\` | ${why} |`)], ['triggers', TRIGGER_TYPES], ['interactions', INTERACTIONS], ['steps', STEP_TYPES.filter((type) => type !== 'full')]] as const)('names all %s', (_what, words) =>
  expect(words.filter((word) => !page.includes(word))).toEqual([]))
