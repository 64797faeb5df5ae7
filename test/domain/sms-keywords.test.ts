// emulator/domain/sms-keywords.ts: which word means what, and which words a group may have.
import { expect, test } from 'vitest'
import type { Keywords } from '../../emulator/domain/sms-keywords.ts'
import { keywordProblems, matchKeyword, promptOf } from '../../emulator/domain/sms-keywords.ts'

const match = (keywords: Keywords, body: string, asked = false) => matchKeyword(keywords, body, { asked })

test.each([
  ...['START', 'YES', 'UNSTOP', 'start', ' Yes '].map((word) => [word, 'opt_in']),
  ...['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'stop', '\nQuit\n'].map((word) => [word, 'opt_out']),
  ...['HELP', 'INFO', 'info'].map((word) => [word, 'help']),
  ...['STOP PLEASE', 'STOP.', 'stopp', '', '🙂'].map((word) => [word, 'other']),
])('without a word of the group: %j is %s', (body, category) => {
  const matched = match({}, body!)
  expect(matched.category).toBe(category)
  expect(matched.response === null).toBe(category === 'other')
})

const GROUP: Keywords = {
  opt_in: { keywords: ['join'], response: 'Welcome' },
  help: { response: 'Call us' },
  custom: [{ name: 'PROMO', keywords: ['yo', 'deal'], response: '10% off' }, { name: 'SILENT', keywords: ['ßtraße'] }],
  languages: { it: { opt_out: { keywords: ['basta'], response: 'Addio' }, custom: [{ name: 'SCONTO', keywords: ['sconto'], response: 'Ecco' }] } },
}

test.each([
  ['JOIN', 'opt_in', 'en', 'Welcome'],
  ['start', 'opt_in', 'en', 'Welcome'],
  ['help', 'help', 'en', 'Call us'],
  ['Deal', 'PROMO', 'en', '10% off'],
  ['SSTRASSE', 'SILENT', 'en', null],
  ['Basta', 'opt_out', 'it', 'Addio'],
  ['sconto', 'SCONTO', 'it', 'Ecco'],
  ['aiuto', 'other', 'en', null],
])('%s is %s of %s', (body, category, language, response) => {
  expect(match(GROUP, body)).toEqual({ category, language, response })
})

test.each(['Stpo', 'Please stopppp', 'sto[', 'STPO', 'stoo', 'wuit', 'the end is near'])('%j is nearly an opt-out where that is asked for', (body) => {
  const fuzzy: Keywords = { fuzzy_opt_out: { enabled: true, response: 'Did you mean STOP?' } }
  const isNear = body !== 'sto['
  expect(match(fuzzy, body)).toEqual({ category: 'other', language: 'en', response: isNear ? 'Did you mean STOP?' : null })
  expect(match({ fuzzy_opt_out: { enabled: false } }, body).response).toBeNull()
})

test('fuzzy looks at English words only, and not at words of its own that match', () => {
  const fuzzy: Keywords = { fuzzy_opt_out: { enabled: true }, languages: { it: { opt_out: { keywords: ['basta'] } } } }
  expect(match(fuzzy, 'bastaa').response).toBeNull()
  expect(match(fuzzy, 'stop').category).toBe('opt_out')
})

test('a word that confirms counts only when the number was asked', () => {
  const keywords: Keywords = { double_opt_in: { enabled: true, keywords: ['y', 'yes'], response: 'You are in' } }
  expect(match(keywords, 'Y', true)).toEqual({ category: 'opt_in_confirmation', language: 'en', response: 'You are in' })
  expect(match(keywords, 'yes', true).category).toBe('opt_in_confirmation')
  expect(match(keywords, 'yes', false).category).toBe('opt_in')
  expect(match(keywords, 'Y', false).category).toBe('other')
  expect(promptOf(keywords)).toContain('Reply y to confirm')
})

const many = (n: number) => Array.from({ length: n }, (_, i) => `w${i}`)
test.each<[string, Keywords, { path: string; why: string }[]]>([
  ['what is right', GROUP, []],
  ['17 words beside the three default ones', { opt_in: { keywords: many(17) } }, []],
  ['18 are too many', { opt_in: { keywords: many(18) } }, [{ path: 'opt_in.keywords', why: 'a category has at most 20 keywords' }]],
  ['another language has no default ones', { languages: { it: { opt_in: { keywords: many(20) } } } }, []],
  ['a default word again is the same word', { opt_out: { keywords: ['stop'] } }, []],
  ['a default word in another category', { custom: [{ name: 'A', keywords: ['Stop'], response: 'x' }] }, [{ path: 'custom.0.keywords', why: `'STOP' is a keyword of opt_out too` }]],
  ['one word in two languages', { custom: [{ name: 'A', keywords: ['ciao'] }], languages: { it: { help: { keywords: ['CIAO'] } } } }, [{ path: 'languages.it.help.keywords', why: `'CIAO' is a keyword of custom.0 too` }]],
  ['a space', { help: { keywords: ['help me'] } }, [{ path: 'help.keywords', why: `a keyword has 1 to 34 characters and no spaces: 'HELP ME'` }]],
  ['34 characters', { help: { keywords: ['ü'.repeat(34)] } }, []],
  ['35 characters', { help: { keywords: ['x'.repeat(35)] } }, [{ path: 'help.keywords', why: `a keyword has 1 to 34 characters and no spaces: '${'X'.repeat(35)}'` }]],
  ['a blank answer', { help: { response: ' ' } }, [{ path: 'help.response', why: 'a response has 1 to 300 characters' }]],
  ['300 characters', { help: { response: '🙂'.repeat(300) } }, []],
  ['301 characters', { help: { response: 'x'.repeat(301) } }, [{ path: 'help.response', why: 'a response has 1 to 300 characters' }]],
  ['26 categories', { custom: many(26).map((name) => ({ name, keywords: [name] })) }, [{ path: 'custom', why: `there are at most 25 categories of one's own` }]],
  ['English in two places', { languages: { en: {} } }, [{ path: 'languages.en', why: 'English is what stands beside languages, not in it' }]],
  ['a double opt-in without a word', { double_opt_in: { enabled: true, keywords: [] } }, [{ path: 'double_opt_in.keywords', why: 'at least one keyword confirms the opt-in' }]],
])('%s', (_, keywords, problems) => {
  expect(keywordProblems(keywords)).toEqual(problems)
})
