// The text of emulator/COVERAGE.md: made from the endpoint table, the rules and the titles of the tests.
import { kinds } from '../../emulator/domain/kinds.ts'
import type { Endpoint } from '../../emulator/api/endpoint.ts'
import type { EndpointFile } from './endpoint-files.ts'
import { testOf } from './endpoint-files.ts'
import { clientsOf } from './proofs.ts'
import { proofs, RULES } from './rules.ts'
import type { Source } from './sources.ts'

const REALMS = { rest: 'Public REST API', scim: 'SCIM', partner: 'Partners', hosted: 'Hosted pages and files (no key)', sdk: 'SDK endpoints (`/api/v3`)', admin: 'Admin API (`/_emulator`)' } as const
const REALM_NAMES = ['rest', 'scim', 'partner', 'sdk', 'hosted', 'admin'] as const
const isBuilt = (endpoint: Endpoint): boolean => (endpoint.handle ?? endpoint.perform) !== undefined
const link = (path: string): string => `[${path.replace(/^test\//, '')}](../${path})`
const limitText = ({ limit }: Endpoint): string => (limit === undefined ? '' : `${limit.limit.toLocaleString('en')} / ${limit.seconds} s${limit.name === 'default' ? ', shared' : ''}`)

function row(endpoint: Endpoint, test: string | undefined, clients: readonly string[]): string {
  const { method, path, permission, docs, evidence } = endpoint
  const page = docs === undefined || docs === '' ? '' : `[docs](https://www.braze.com/docs/${docs}/)`
  return `| ${method} | \`${path}\` | ${permission === undefined ? '' : `\`${permission}\``} | ${limitText(endpoint)} | ${evidence.join(', ')} | ${page} | ${test === undefined ? '' : link(test)} | ${clients.map(link).join('<br>')} | ${endpoint.partial ?? ''} |`
}

/** The whole page. */
export function coveragePage(table: readonly Endpoint[], files: readonly EndpointFile[], sources: readonly Source[]): string {
  const fileOf = new Map(files.flatMap(({ file, endpoints }) => endpoints.map((endpoint) => [endpoint, file] as const)))
  const lines = [
    '# Coverage',
    '',
    'Made from the endpoint table and the titles of the tests; `UPDATE=1 npx vitest run -c test/vitest.config.ts test/coverage.test.ts` writes it again.',
    '',
    'What is not built answers 501 and names itself; nothing answers success without doing its work. Evidence, as separate words: `documented` on Braze’s page, `client`: a real client drives it in our tests, `recorded`: compared with a real answer, `inferred`: by analogy. Limits are counted in the headers, and enforced with `--limits braze`.',
    '',
    '| | built | not built yet |',
    '|---|---|---|',
    ...REALM_NAMES.map((realm) => {
      const all = table.filter((one) => one.realm === realm)
      return `| ${REALMS[realm]} | ${all.filter(isBuilt).length} | ${all.filter((one) => !isBuilt(one)).length} |`
    }),
  ]
  for (const realm of REALM_NAMES) {
    const all = table.filter((one) => one.realm === realm)
    lines.push('', `## ${REALMS[realm]}`, '', '| method | path | permission | limit | evidence | page | test | real clients | what is missing |', '|---|---|---|---|---|---|---|---|---|')
    for (const endpoint of all.filter(isBuilt)) lines.push(row(endpoint, testOf(endpoint, fileOf.get(endpoint) ?? '', sources), clientsOf(endpoint, sources)))
    if (all.some((one) => !isBuilt(one))) lines.push('', `Not built yet: ${all.filter((one) => !isBuilt(one)).map((one) => `\`${one.method} ${one.path}\``).join(', ')}.`)
  }
  const proven = proofs(sources)
  lines.push('', '## Rules', '', 'Of sessions (S), identity (U), push (P), in-app messages (M), Content Cards (C), Banners (B), feature flags (F), SDK authentication (A), network (N) and geofences (G). A test’s title begins with the rules that it proves.', '', '| rule | | proven in |', '|---|---|---|')
  for (const [rule, text] of Object.entries(RULES)) lines.push(`| ${rule} | ${text} | ${(proven.get(rule) ?? []).map(link).join('<br>') || 'not yet'} |`)
  lines.push('', '## Journal kinds', '', `Every row of \`GET /_emulator/journal\` and of the live stream has one of these kinds: ${kinds.map((kind) => `\`${kind}\``).join(', ')}.`)
  return `${lines.join('\n')}\n`
}
