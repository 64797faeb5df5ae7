// Differences that somebody knows of: `[METHOD] [/path] <field>`, each with `*` for one part and `**` for any.
import { ConfigError } from '../../../config.ts'

export type Ignores = (method: string, path: string, field: string) => boolean

const escaped = (text: string): string => text.replace(/[$()+.?[\\\]^{|}]/g, '\\$&')
const glob = (pattern: string, part: string): string => escaped(pattern).replace(/\*\*|\*/g, (star) => (star === '**' ? '.*' : `${part}*`))

/** Reads patterns such as `body.users[*].random_bucket` or `GET /campaigns/* headers.link`. A field covers all below it. Throws ConfigError. */
export function ignoring(patterns: readonly string[]): Ignores {
  const rules = patterns.map((pattern) => {
    const match = /^(?:([A-Z]+)\s+)?(?:(\/\S*)\s+)?(status|(?:body|headers|\*).*)$/.exec(pattern.trim())
    if (match === null) throw new ConfigError(`--ignore '${pattern}' is no pattern such as 'body.users[*].random_bucket', 'headers.link' or 'POST /users/track body.message'`)
    const [, method, path, field] = match
    return { method, path: path === undefined ? undefined : new RegExp(`^${glob(path, '[^/]')}/?$`), field: new RegExp(`^${glob(field!, '[^.\\[\\]]')}(?=$|[.[])`) }
  })
  return (method, path, field) => rules.some((rule) => (rule.method ?? method) === method && (rule.path?.test(path) ?? true) && rule.field.test(field))
}
