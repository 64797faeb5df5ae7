// brazier scenarios new: a first scenario that passes at once, with comments for somebody who has never seen one.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CannotRun } from '../target.ts'

export const SCHEMA = 'scenario.schema.json'
const INSTALLED = join('node_modules', 'brazier', 'dist', SCHEMA)

/** Where an editor finds the schema, as a file in `folder` names it: the installed package above it, else the one that runs (`own`). */
export function schemaFor(folder: string, own: string): string {
  for (let up = folder; ; up = dirname(up)) {
    const file = join(up, INSTALLED)
    if (existsSync(file)) return `${relative(folder, file).split(sep).join('/')}`.replace(/^(?!\.)/, './')
    if (dirname(up) === up) return pathToFileURL(own).href
  }
}

const yaml = (title: string, schema: string): string => `# yaml-language-server: $schema=${schema}
# A scenario: what devices and servers do, and what must be so afterwards. Run it: brazier scenarios <this file>
# Editors with a YAML extension complete and check it. All there is to write: brazier scenarios verbs
name: "${title} on <platform>"
row: [6, 8] # rows of Braze's QA table, or words of a plan of your own
tags: [first]
for_each: [web, ios, android] # runs three times; <platform> is the name of each

# What must be there before: definitions of the dashboard, and calls of the REST API.
setup:
  - segments: { id: buyers, name: Buyers, filters: { filter: custom_event, name: bought, cmp: more_than, value: 0 } }
  - POST /users/track:
      attributes: [{ external_id: mel, first_name: Mel }]

# Devices with your app on them, by names of your own. More can be said: { platform: ios, sessionTimeoutInSeconds: 60 }
devices:
  phone: <platform>

# What happens, in order. Every step begins with a dash.
steps:
  - phone: launch
  - phone: { logCustomEvent: browsed }
  - phone: { changeUser: mel }
  - phone: { logCustomEvent: { name: bought, props: { size: 42 } } }
  - advance: 30s # nobody waits: the clocks of the emulator and the devices are moved

  # A call as your own server makes it; <now> is the time of the scenario, <now-1d> the day before.
  - rest:
      call: POST /users/track
      body: { events: [{ external_id: mel, name: paid, time: <now> }] }
      status: 201

  # What must be so now.
  - expect:
      profile: { user: mel, has: { first_name: Mel } }
      event: { user: mel, name: bought, count: 1, properties: { size: 42 } }
      inSegment: { user: mel, segment: buyers }
  - expect:
      event: { user: mel, name: paid }
`

const typescript = (title: string): string => `// A scenario: what devices and servers do, and what must be so afterwards. Run it: brazier scenarios <this file>
import { platforms, scenario } from 'brazier/scenarios'

for (const platform of platforms) {
  // row: rows of Braze's QA table, or words of a plan of your own
  scenario(\`${title.replace(/[`$\\]/g, '\\$&')} on \${platform}\`, { row: [6, 8], tags: ['first'] }, async ({ device, rest, admin, clock, expect }) => {
    await admin.post('/segments', { id: 'buyers', name: 'Buyers', filters: { filter: 'custom_event', name: 'bought', cmp: 'more_than', value: 0 } })
    await rest.post('/users/track', { attributes: [{ external_id: 'mel', first_name: 'Mel' }] })

    const phone = device(platform)
    phone.launch()
    phone.logCustomEvent('browsed')
    phone.changeUser('mel')
    phone.logCustomEvent('bought', { size: 42 })
    // Nobody waits: the clocks of the emulator and the devices are moved
    await clock.advance('30s')

    await rest.post('/users/track', { events: [{ external_id: 'mel', name: 'paid', time: clock.now() }] }, { status: 201 })
    await expect.profile('mel', { first_name: 'Mel' })
    await expect.event('mel', 'bought', { count: 1, properties: { size: 42 } })
    await expect.event('mel', 'paid')
    await expect.inSegment('mel', 'buyers')
  })
}
`

/** The path of the file that a name means: `login`, `qa/login`, or a whole file name. */
export function scenarioFile(name: string, ending: 'yaml' | 'ts', cwd: string): string {
  const given = basename(name)
  const stem = given.replace(/(\.scenario)?\.(ya?ml|ts)$/, '')
  const kebab = stem.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '')
  if (kebab === '') throw new CannotRun(`'${name}' is no name for a file`)
  return resolve(cwd, dirname(name), `${kebab}.scenario.${ending}`)
}

/** Writes the file and answers its path. Throws CannotRun when there is one already. */
export function scaffold({ name = 'first', ending, cwd, ownSchema }: { name?: string | undefined; ending?: 'yaml' | 'ts' | undefined; cwd: string; ownSchema: string }): string {
  const kind = ending ?? (/\.ts$/.test(name) ? 'ts' : 'yaml')
  const file = scenarioFile(name, kind, cwd)
  const title = basename(name).replace(/(\.scenario)?\.(ya?ml|ts)$/, '').replace(/["\\]/g, '').trim()
  write(file, kind === 'yaml' ? yaml(title, schemaFor(dirname(file), ownSchema)) : typescript(title))
  return file
}

/** Writes a new file, with its folder. Throws CannotRun when it is there already, or can not be written. */
export function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    throw new CannotRun((error as NodeJS.ErrnoException).code === 'EEXIST' ? `there is a file '${file}' already: choose another name` : `'${file}' can not be written: ${(error as Error).message}`)
  }
}
