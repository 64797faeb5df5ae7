// API identifiers of what Brazier knows by name only: workspaces, teams, roles, permission sets. docs: scim_api_appendix ("API identifier, a UUID")
import { createHash } from 'node:crypto'

export type Named = 'workspace' | 'team' | 'role' | 'permission_set'

/** The identifier that goes with a name: a UUID, always the same for the same name. */
export function apiIdentifier(kind: Named, name: string): string {
  const bytes = createHash('sha256').update(`${kind}:${name}`).digest()
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}
