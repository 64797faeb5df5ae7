// The steps of a YAML scenario, and its setup and devices: what each says, compiled into what is done.
import type { Node, Scalar } from 'yaml'
import { isMap, isScalar, isSeq } from 'yaml'
import type { ScenarioDevice } from '../stage.ts'
import { deviceVerbs } from './device-verbs.ts'
import type { DeviceVerb } from './device-verbs.ts'
import { definitionKinds, schemaOfDefinition, unknownCall } from './endpoints.ts'
import { expectations } from './expectations.ts'
import { readGiven } from './given.ts'
import { deviceSchema } from './head-members.ts'
import { didYouMean, otherNames } from './nearest.ts'
import { otherSteps, partsOf } from './other-steps.ts'
import type { OtherStep } from './other-steps.ts'
import type { Entry, Places } from './places.ts'
import type { Run, Step } from './play.ts'
import { anything } from './words.ts'

const verbs: Readonly<Record<string, DeviceVerb>> = deviceVerbs
const others: Readonly<Record<string, OtherStep>> = otherSteps
/** Names of steps, which no device may have. `clock.advance` is what the kit calls it. */
const STEPS: readonly string[] = [...Object.keys(otherSteps), 'clock.advance', 'expect', 'refused']
/** What a setup may name that is no list of definitions. */
export const ONLY_ONE: Readonly<Record<string, 'PATCH' | 'PUT'>> = { settings: 'PATCH', tracking_plan: 'PUT' }
const CALL = /^(GET|POST|PUT|PATCH|DELETE)\s+\/\S*$/

/** Definitions and calls before anything else. */
export function readSetup(places: Places, node: Node | null | undefined): Step[] {
  if (node === undefined) return []
  return (places.items(node, "setup is a list: '- campaigns: { … }', '- POST /users/track: { … }'") ?? []).flatMap((item) =>
    (places.entries(item, 'a setup is a kind with its definition, or a call with its body') ?? []).flatMap(({ name, key, value }): Step[] => {
      const body = places.value(value, anything, key)
      if (CALL.test(name)) {
        const { method, path } = partsOf(name)
        const wrong = unknownCall('rest', method, path)
        if (wrong !== undefined) return places.wrong(key, wrong)
        return [{ line: places.placeOf(key).line, label: `setup ${name}`, run: (run: Run) => run.stage.rest.request(method, path, run.fill(body?.value) ?? undefined) }]
      }
      const kinds = [...Object.keys(ONLY_ONE), ...definitionKinds]
      if (!kinds.includes(name)) return places.wrong(key, `there is no kind '${name}' to set up${didYouMean(name, kinds) || `: there are ${kinds.join(', ')}, and calls such as POST /users/track`}`)
      if (!isMap(places.resolved(value)) && !isSeq(places.resolved(value))) return places.wrong(value ?? key, `'${name}' needs a definition, or a list of them`)
      const schema = schemaOfDefinition(name)
      const listed = places.resolved(value)
      // Only a check: the emulator reads the body as it is written
      if (schema !== undefined) for (const one of isSeq(listed) && ONLY_ONE[name] === undefined ? (listed.items as Node[]) : [value]) places.value(one, schema, key, { filled: true })
      const make = async ({ stage: { admin }, fill }: Run): Promise<void> => {
        for (const one of [fill(body?.value)].flat()) await (ONLY_ONE[name] === 'PATCH' ? admin.patch(`/${name}`, one) : ONLY_ONE[name] === 'PUT' ? admin.put(`/${name}`, one) : admin.post(`/${name}`, one))
      }
      return [{ line: places.placeOf(key).line, label: `setup ${name}`, run: make }]
    }),
  )
}

/** The devices: their names, also of those with mistakes, and the steps that make them. */
export function readDevices(places: Places, node: Node | null | undefined): { names: string[]; steps: Step[] } {
  const entries = node === undefined ? [] : (places.entries(node, "devices have names: 'phone: ios'") ?? [])
  const steps = entries.flatMap(({ name, key, value }): Step[] => {
    if (STEPS.includes(name)) return places.wrong(key, `a device can not be named '${name}': that is a step`)
    const short = isScalar(places.resolved(value))
    const found = places.value(value, short ? deviceSchema.shape.platform : deviceSchema, key)
    if (found === undefined) return []
    const options = (short ? { platform: found.value } : found.value) as ScenarioDevice
    return [{ line: places.placeOf(key).line, label: `device ${name}`, run: (run) => run.add(name, run.fill(options)) }]
  })
  // Names in a list by mistake are known all the same: no step with them is wrong too
  const listed = isSeq(node) ? (node.items as Node[]).flatMap((item) => (isMap(item) ? places.entries(item, '')!.map(({ name }) => name) : isScalar(item) ? [String(item.value)] : [])) : []
  if (listed.length > 0) return { names: listed, steps }
  return { names: entries.map(({ name }) => name).filter((name) => !STEPS.includes(name)), steps }
}

/** One verb of a device. `refused`: the SDK is to refuse it. */
function readVerb(places: Places, device: string, { name, key, value }: Entry, refused: boolean | undefined): Step[] {
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (verb === undefined) return places.wrong(key, `no verb '${name}' of a device${otherNames(name, Object.keys(verbs), '; brazier scenarios verbs lists them')}`)
  const given = readGiven(places, name, verb, key, value, { ordered: true })
  if (given === undefined) return []
  const label = `${device}: ${name}`
  return [{
    line: places.placeOf(key).line,
    label,
    async run(run) {
      const one = run.device(device)
      const filled = run.fill(given)
      const names = Object.keys(verb.takes)
      const args = names.slice(0, names.findLastIndex((member) => Object.hasOwn(filled, member)) + 1).map((member) => filled[member])
      const call = one[name as keyof typeof one] as (...args: unknown[]) => unknown
      const answer = await call(...(verb.adapt?.(args, one) ?? args))
      // A person is asked when something waits for it: here, so that a failure has this line
      if (run.isLive(device)) await run.stage.settle()
      const no = answer === false || (answer as { ok?: boolean } | undefined)?.ok === false
      if (refused !== undefined) run.stage.expect.value(no, `whether ${label} was refused`).toEqual(refused)
      else if (no) throw new Error("the SDK refused this and sent nothing; write 'refused: true' beside it when that is what you expect")
    },
  }]
}

function readDeviceStep(places: Places, device: string, key: Scalar, node: Node | null, refused: boolean | undefined): Step[] {
  const value = places.resolved(node)
  if (isScalar(value) && typeof value.value === 'string') return readVerb(places, device, { name: value.value, key: node as Scalar, value: null }, refused)
  if (isSeq(value)) return (value.items as Node[]).flatMap((item) => readDeviceStep(places, device, key, item, refused))
  if (isMap(value)) return places.entries(node, '')!.flatMap((entry) => readVerb(places, device, entry, refused))
  return places.wrong(node ?? key, `say what '${device}' does: '- ${device}: launch'`)
}

/** What is expected: one or several, by their names. */
function readExpect(places: Places, known: ReturnType<typeof expectations>, key: Scalar, node: Node | null): Step[] {
  const value = places.resolved(node)
  if (isSeq(value)) return (value.items as Node[]).flatMap((item) => readExpect(places, known, key, item))
  if (!isMap(value)) return places.wrong(node ?? key, 'say what is expected: expect: { event: { user: mel, name: bought } }')
  return places.entries(node, '')!.flatMap(({ name, key: own, value: inner }): Step[] => {
    const one = Object.hasOwn(known, name) ? known[name as keyof typeof known] : undefined
    if (one === undefined) return places.wrong(own, `nothing to expect is called '${name}'${otherNames(name, Object.keys(known), '; brazier scenarios verbs lists what can be expected')}`)
    const given = readGiven(places, name, one, own, inner, { ordered: false })
    const wrong = given === undefined ? undefined : one.wrong?.(given)
    if (wrong !== undefined) places.problem(own, wrong)
    if (given === undefined || wrong !== undefined) return []
    return [{ line: places.placeOf(own).line, label: `expect ${name}`, run: (run) => one.run({ expect: run.stage.expect, who: run.who, device: run.device }, run.fill(given, true)) }]
  })
}

/** A step that is no device's: it reads `keep` too, so that later steps may use what is kept. */
function readOther(places: Places, { name, key, value }: Entry, kept: Set<string>): Step[] {
  const step = others[name === 'clock.advance' ? 'advance' : name]!
  const given = readGiven(places, name, step, key, value, { ordered: false })
  if (given === undefined) return []
  if (name === 'rest' || name === 'admin') {
    const { method, path } = partsOf(given['call'] as string)
    // A call that is to be refused may be one that is not there
    const wrong = ((given['status'] as number | undefined) ?? 200) < 300 && !path.includes('<') ? unknownCall(name, method, path) : undefined
    if (wrong !== undefined) return places.wrong(value, wrong)
  }
  for (const one of Object.keys((given['keep'] as object | undefined) ?? {})) kept.add(one)
  const { answer, ...asked } = given
  return [{
    line: places.placeOf(key).line,
    label: typeof given['call'] === 'string' ? `${name} ${given['call']}` : name,
    run: (run) => step.run({ stage: run.stage, keep: run.keep }, { ...run.fill(asked), ...(answer === undefined ? {} : { answer: run.fill(answer, true) }) }),
  }]
}

/** Everything that is done, in order. */
export function readSteps(places: Places, node: Node | null | undefined, { devices, kept }: { devices: readonly string[]; kept: Set<string> }): Step[] {
  if (node === undefined) return []
  const known = expectations(devices)
  const names = [...Object.keys(otherSteps), 'expect', ...devices]
  const unknown = (name: string, example = `- ${devices[0] ?? 'phone'}: ${name}`): string => {
    const [, before, after] = /^([^\s:]+):(\S.*)$/.exec(name) ?? []
    if (before !== undefined && names.includes(before)) return `a space is missing after the colon: '- ${before}: ${after!}'`
    if (Object.hasOwn(verbs, name)) return `'${name}' is what a device does: '${example}'`
    if (devices.length === 0 && didYouMean(name, names) === '') return `no step or device '${name}': there are ${names.join(', ')}; devices are named above the steps: 'devices: { ${name}: ios }'`
    return `no step or device '${name}'${otherNames(name, names)}`
  }

  return (places.items(node, "steps are a list: '- phone: launch'") ?? []).flatMap((item): Step[] => {
    const value = places.resolved(item)
    if (isScalar(value)) {
      if (value.value === null) return places.wrong(item, 'nothing stands after this dash')
      const name = String(value.value)
      if (name === 'settle') return readOther(places, { name, key: item as Scalar, value: null }, kept)
      return places.wrong(item, devices.includes(name) ? `say what '${name}' does: '- ${name}: launch'` : Object.hasOwn(others, name) ? `'${name}' needs more: '- ${name}: …'` : unknown(name))
    }
    const entries = places.entries(item, "a step has a name: '- phone: launch', '- advance: 40s'") ?? []
    const done = entries.filter(({ name }) => name !== 'refused')
    const refusal = entries.find(({ name }) => name === 'refused')
    const refused = refusal === undefined ? undefined : (places.value(refusal.value, anything, refusal.key)?.value as boolean)
    if (refusal !== undefined && (typeof refused !== 'boolean' || !devices.includes(done[0]?.name ?? ''))) return places.wrong(refusal.key, "'refused' is true or false, beside what a device does")
    if (done.length > 1) return places.wrong(done[1]!.key, `a step does one thing: begin '${done[1]!.name}' with a dash`)
    return done.flatMap((entry) => {
      const { name, key, value: inner } = entry
      if (devices.includes(name)) return readDeviceStep(places, name, key, inner, refused)
      if (name === 'expect') return readExpect(places, known, key, inner)
      if (name === 'clock.advance' || Object.hasOwn(others, name)) return readOther(places, entry, kept)
      return places.wrong(key, unknown(name))
    })
  })
}
