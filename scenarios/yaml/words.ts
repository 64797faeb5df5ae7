// The kinds of values that a YAML scenario takes. Compiler, error texts, JSON Schema and the list of verbs are all made of these.
import * as z from 'zod'
import { milliseconds } from '../durations.ts'

/** A span of time: 40s, 5m, 3d2h30s. */
const SPAN = /^\s*(\d+(\.\d+)?\s*(ms|w|d|h|m|s)\s*)+$/

export const text = z.string()
export const number = z.number()
export const whole = z.int()
export const flag = z.boolean()
export const anything = z.unknown()
/** Members with any names and values. */
export const members = z.record(z.string(), z.unknown())
export const list = z.array(z.unknown())
export const texts = z.array(z.string())
export const counts = z.record(z.string(), z.number())
const noSpan = { error: ({ input }: { input?: unknown }) => `'${String(input)}' is no span of time: write 40s, 5m or 3d2h30s` }
const tooLong = (text: string): string | undefined => {
  try {
    return void milliseconds(text)
  } catch (error) {
    return (error as Error).message
  }
}
export const span = z.string(noSpan).regex(SPAN, { ...noSpan, abort: true }).refine((text) => tooLong(text) === undefined, { error: ({ input }) => tooLong(String(input)) })
export const nothing = z.null()

/** A name of a device of the scenario; without `names` any text, as the JSON Schema of all scenarios needs. */
export const deviceName = (names: readonly string[] | undefined) =>
  names === undefined ? z.string() : names.length === 0 ? z.string().refine(() => false, { error: "the scenario has no devices: name them below 'devices:'" }) : z.enum(names as [string, ...string[]])

/** Whom an expectation is about. */
export const person = (names: readonly string[] | undefined) =>
  z.union([
    text,
    z.strictObject({ device: deviceName(names) }),
    z.strictObject({ alias: z.strictObject({ name: text, label: text }) }),
    z.strictObject({ email: text }),
    z.strictObject({ phone: text }),
    z.strictObject({ braze_id: text }),
  ], { error: (issue) => unknownDevice(issue.input, names) ?? `a user is an external id (in quotes when it is a number), or one of { device: … }, { alias: { name, label } }, { email: … }, { phone: … }, { braze_id: … }` })

const unknownDevice = (input: unknown, names: readonly string[] | undefined): string | undefined => {
  const device = (input as { device?: unknown } | null | undefined)?.device
  return names === undefined || device === undefined ? undefined : `there is no device '${String(device)}': ${names.length === 0 ? 'the scenario has none' : `there are ${names.join(', ')}`}`
}

/** What a part of the language takes: its members in their order, each described. */
export type Shape = Record<string, z.ZodType>

/** May be left out. */
export const isOptional = (schema: z.ZodType): boolean => schema.safeParse(undefined).success
