// brazier scenarios verbs: all that can be written in a YAML scenario, from the tables that it is read by.
import { deviceVerbs } from './device-verbs.ts'
import { definitionKinds } from './endpoints.ts'
import { expectations } from './expectations.ts'
import { deviceSchema, headMembers } from './head-members.ts'
import { otherSteps } from './other-steps.ts'
import { ONLY_ONE } from './read-steps.ts'
import type { Shape } from './words.ts'
import { isOptional } from './words.ts'

type Word = { name: string; takes: string; doc: string }
const wordsOf = (table: Readonly<Record<string, { doc: string; takes?: Shape }>>): Word[] =>
  Object.entries(table).map(([name, { doc, takes = {} }]) => ({ name, takes: Object.entries(takes).map(([member, schema]) => (isOptional(schema) ? `[${member}]` : member)).join(' '), doc }))

const parts = (): Record<string, Word[]> => ({
  'A scenario (documents of a file are parted by ---)': [
    ...wordsOf(headMembers),
    { name: 'setup', takes: '', doc: `A list of definitions (${[...Object.keys(ONLY_ONE), ...definitionKinds].join(', ')}) and of calls (POST /users/track: { … }).` },
    { name: 'devices', takes: '', doc: `Names with platforms (phone: ios), or with options: ${Object.keys(deviceSchema.shape).join(', ')}.` },
    { name: 'steps', takes: '', doc: 'A list of what follows here.' },
  ],
  'Steps': wordsOf(otherSteps),
  'What a device does (- phone: launch, - phone: { logCustomEvent: { name: bought, props: { size: 42 } } })': wordsOf(deviceVerbs),
  'What is expected (- expect: { event: { user: mel, name: bought } })': wordsOf(expectations()),
  'In texts': [
    { name: '<now>', takes: '', doc: 'The time of the scenario; also <now+2h>, <now-1d>.' },
    { name: '<platform>', takes: '', doc: 'The platform, with for_each.' },
    { name: '<kept.name>', takes: '', doc: 'What a rest or admin step kept as name.' },
    { name: '<like …>', takes: '', doc: 'In expectations: a text that this regular expression fits.' },
    { name: '<absent>', takes: '', doc: 'In expectations: a member that must not be there.' },
    { name: 'user', takes: '', doc: 'An external id, or { device: phone }, { alias: { name, label } }, { email }, { phone }, { braze_id }.' },
  ],
})

/** The list as text; with `about` only words that have it in their name or text. Empty when nothing fits. */
export function reference(about = ''): string {
  const fits = ({ name, doc }: Word): boolean => `${name} ${doc}`.toLowerCase().includes(about.toLowerCase())
  return Object.entries(parts())
    .map(([title, words]) => ({ title, words: words.filter(fits) }))
    .filter(({ words }) => words.length > 0)
    .map(({ title, words }) => `${title}\n${words.map(({ name, takes, doc }) => `  ${`${name} ${takes}`.trim().padEnd(34)}  ${doc}\n`).join('')}`)
    .join('\n')
}
