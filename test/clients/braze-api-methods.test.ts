// npm braze-api has no method that no test drives: each file says its families in everyMethodOf(…), whose test fails when one of their methods did not answer; here they are put together.
import { readdirSync, readFileSync } from 'node:fs'
import { Braze } from 'braze-api'
import { expect, test } from 'vitest'
import { methodsOf } from '../kit/braze-api.ts'
import { declared } from '../kit/braze-api-types.ts'

const methods = methodsOf(new Braze('http://localhost', 'key'))

/** The families that a file names in its last lines. */
function familiesIn(file: string): string[] {
  const [, families = ''] = /^everyMethodOf\(import\.meta\.filename, (.+)\)$/m.exec(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')) ?? []
  return [...families.matchAll(/'([^']+)'/g)].map((found) => found[1]!)
}

test('every method of the client belongs to a family of a test file', () => {
  const families = readdirSync(import.meta.dirname).filter((file) => /^braze-api.*\.test\.ts$/.test(file)).flatMap(familiesIn)
  expect(methods.length).toBeGreaterThan(40)
  expect(methods.filter((path) => !families.some((family) => path === family || path.startsWith(`${family}.`)))).toEqual([])
})

test('every method has the type of its answer as a schema, and there is none for a method that is gone', () => {
  expect(Object.keys(declared).sort()).toEqual([...methods].sort())
})
