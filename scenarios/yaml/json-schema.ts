// The JSON Schema of a YAML scenario, for completion and checks in editors: made of the same tables that the files are read by.
import * as z from 'zod'
import { schemaOfDefinition, definitionKinds } from './endpoints.ts'
import { deviceVerbs } from './device-verbs.ts'
import { expectations } from './expectations.ts'
import { deviceSchema, headMembers } from './head-members.ts'
import { otherSteps } from './other-steps.ts'
import { ONLY_ONE } from './read-steps.ts'
import type { Shape } from './words.ts'
import { isOptional } from './words.ts'

export type JsonSchema = { [member: string]: any }
type Taker = { doc: string; takes: Shape; bare?: true }

const plain = (schema: z.ZodType): JsonSchema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema
  return rest
}
const map = <Value, Made>(record: Readonly<Record<string, Value>>, make: (value: Value, name: string) => Made): Record<string, Made> => Object.fromEntries(Object.entries(record).map(([name, value]) => [name, make(value, name)]))
const anyOf = (...schemas: JsonSchema[]): JsonSchema => (schemas.length === 1 ? schemas[0]! : { anyOf: schemas })

/** The ways in which what a step takes can be written. `ordered`: also as a list. */
function forms({ doc, takes, bare }: Taker, ordered: boolean): JsonSchema {
  const names = Object.keys(takes)
  const required = names.filter((name) => !isOptional(takes[name]!))
  if (names.length === 0) return { description: doc, type: 'null' }
  if (bare === true) return { description: doc, ...plain(takes[names[0]!]!) }
  const schemas = map(takes, plain)
  return {
    description: doc,
    ...anyOf(
      { type: 'object', properties: schemas, required, additionalProperties: false },
      ...(required.length <= 1 && (required[0] ?? names[0]) === names[0] ? [schemas[names[0]!]!] : []),
      ...(ordered ? [{ type: 'array', items: Object.values(schemas), minItems: required.length, additionalItems: false }] : []),
      ...(required.length === 0 ? [{ type: 'null' }] : []),
    ),
  }
}

const kindSchema = (kind: string): JsonSchema => {
  const own = schemaOfDefinition(kind)
  const one = own === undefined ? { type: 'object' } : plain(own)
  // The emulator takes platforms of apps in any case
  const platform = kind === 'apps' ? one['properties']?.platform : undefined
  if (Array.isArray(platform?.enum)) platform.enum = [...new Set((platform.enum as string[]).flatMap((name) => [name, name.toLowerCase()]))]
  return ONLY_ONE[kind] === undefined ? anyOf(one, { type: 'array', items: one }) : one
}

/** The whole schema, draft 7: what the editors' YAML language server reads. */
export function scenarioSchema(): JsonSchema {
  const expectation = { type: 'object', minProperties: 1, additionalProperties: false, properties: map(expectations(), (one) => forms(one, false)) }
  const others = map(otherSteps, (one) => forms(one, false))
  const platforms = { enum: [...deviceSchema.shape.platform.options, '<platform>'] }
  const device = plain(deviceSchema)
  device['properties'].platform = platforms
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A Brazier scenario',
    description: 'What devices, the REST API and time do, and what is expected then. Placeholders: <now>, <now+2h>, <platform>, <kept.name>; in expectations <absent> and <like …>.',
    type: 'object',
    required: ['name', 'steps'],
    additionalProperties: false,
    properties: {
      ...map(headMembers, ({ doc, schema }) => ({ description: doc, ...plain(schema) })),
      setup: {
        description: 'Definitions and calls before anything else.',
        type: 'array',
        items: {
          type: 'object', minProperties: 1, additionalProperties: false,
          properties: Object.fromEntries([...Object.keys(ONLY_ONE), ...definitionKinds].map((kind) => [kind, kindSchema(kind)])),
          patternProperties: { '^(GET|POST|PUT|PATCH|DELETE)\\s+/\\S*$': { description: 'A call of the REST API with its body.' } },
        },
      },
      devices: { description: 'The devices, by names of your own: phone: ios', type: 'object', additionalProperties: anyOf(platforms, device) },
      steps: { description: 'What happens, in order.', type: 'array', items: { $ref: '#/definitions/step' } },
    },
    definitions: {
      step: anyOf({ enum: ['settle'] }, {
        type: 'object', minProperties: 1, maxProperties: 2,
        properties: {
          ...others, 'clock.advance': others['advance'], expect: { description: 'What must be so now.', ...anyOf({ $ref: '#/definitions/expectation' }, { type: 'array', items: { $ref: '#/definitions/expectation' } }) },
          refused: { description: 'Beside what a device does: the SDK refuses it and sends nothing.', type: 'boolean' },
        },
        additionalProperties: { $ref: '#/definitions/device' },
      }),
      expectation,
      device: {
        description: 'What a device does: one verb, several by name, or a list.',
        ...anyOf({ enum: Object.entries(deviceVerbs).filter(([, { takes }]) => Object.values(takes).every(isOptional)).map(([name]) => name) }, { $ref: '#/definitions/verbs' }, { type: 'array', items: { $ref: '#/definitions/device' } }),
      },
      verbs: { type: 'object', minProperties: 1, additionalProperties: false, properties: map(deviceVerbs, (one) => forms(one, true)) },
    },
  }
}
