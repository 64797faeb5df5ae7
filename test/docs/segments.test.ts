// emulator/SEGMENTS.md: it names every filter, interaction and comparison that there is and none that is not, and its bodies are taken as they stand.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { VALUE_TYPES } from '../../emulator/domain/segments/comparisons.sql.ts'
import { INTERACTIONS } from '../../emulator/domain/segments/filters/engagement.sql.ts'
import { filters } from '../../emulator/domain/segments/filters/index.ts'
import { ROOT } from '../kit/sources.ts'
import { emulator } from '../kit/world.ts'

const page = readFileSync(join(ROOT, 'emulator/SEGMENTS.md'), 'utf8')
const part = (title: string): string => page.split(`\n## ${title}\n`)[1]!.split('\n## ')[0]!
const rows = (title: string): string[][] => part(title).split('\n').filter((line) => line.startsWith('| ')).slice(1).map((line) => line.split('|').slice(1).map((cell) => cell.trim()))
const words = (cell: string): string[] => [...cell.replaceAll(/\([^)]*\)/g, (inside) => (inside.startsWith('(or ') ? inside : '')).matchAll(/`([a-z_ ]+)`/g)].flatMap(([, some]) => some!.split(' '))

test('names all filters, and no other', () => expect(rows('All filters').flatMap(([first]) => words(first!)).sort()).toEqual(Object.keys(filters()).sort()))
test('names all interactions', () => expect(Object.keys(INTERACTIONS).filter((word) => !part('All filters').includes(word))).toEqual([]))

test('each comparison is one of its type', async () => {
  const e = emulator()
  const types = rows('Comparisons').filter(([first]) => first !== 'version')
  expect(types.map(([type]) => type)).toEqual(VALUE_TYPES.filter((type) => type !== 'any' && type !== 'version'))
  for (const [type, comparisons] of types) {
    for (const cmp of words(comparisons!)) {
      const { body } = await e.admin('POST', '/segments', { name: 'x', filters: { filter: 'custom_attribute', name: 'a', type, cmp } })
      expect(body.error?.details.path ?? 'filters.value', `${type!} ${cmp}`).toBe('filters.value')
    }
  }
})

test.each([...page.matchAll(/```json ?(\w*)\n([^]*?)```/g)].map(([, kind, text]) => [kind, JSON.parse(text!) as object] as const))('%s %j', async (kind, body) => {
  const e = emulator()
  await e.admin('POST', '/segments', { id: 'staff', name: 'Staff', filters: { filter: 'user_alias', cmp: 'is_not_blank' } })
  expect(await e.admin('POST', kind === '' ? '/segments' : `/${kind!}`, kind === '' ? { name: 'x', filters: body } : body)).toMatchObject({ status: 201 })
})
