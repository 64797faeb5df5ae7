// Variants and steps of a Canvas: what was left out, and whether every way leads to a step that is there, without going round. docs: api/endpoints/export/canvas/get_canvas_details, user_guide/.../canvas
import type { Ids } from '../../kernel/ids.ts'
import type { Deps } from './canvas-step-settings.ts'
import { checkSettings } from './canvas-step-settings.ts'
import type { GivenMessages, Issue, Messages } from './messages.ts'
import { channelsOf, checkMessages, checkPercents, completeMessages, fillPercents, isControl, issue } from './messages.ts'

/** `full` is a step of the original editor. The last four are accepted and passed through. */
export const STEP_TYPES = ['message', 'delay', 'decision_split', 'audience_paths', 'action_paths', 'experiment_paths', 'user_update', 'context', 'feature_flag', 'webhook', 'full', 'audience_sync', 'agent', 'content_optimizer'] as const
/** Others have no messages. */
const SENDING_STEPS: readonly string[] = ['message', 'webhook', 'full']
const MOST_STEPS = 200 // docs: user_guide/.../create_a_canvas
const MOST_VARIANTS = 8

export type Path = { name: string | null; next_step_id: string | null; [member: string]: unknown }
type StepMembers = { id: string; name: string; type: string; next_step_ids: string[]; next_paths: Path[]; channels: string[]; settings: Record<string, unknown> }
export type Step = StepMembers & { messages: Messages }
/** `type: 'control'` is the control group: no steps, conversions are counted. */
export type Variant = { id: string; name: string; type?: string; first_step_ids: string[]; percent?: number; [member: string]: unknown }
export type GivenStep = Partial<StepMembers> & { messages?: GivenMessages }
export type GivenVariant = Partial<Variant> & { first_step_id?: string }

/** `Decision Split` is as good as `decision_split`. */
const typeOf = (given: string): string => given.trim().toLowerCase().replace(/[\s-]+/g, '_')

/** A step with its id, type and both lists of ways: `next_paths` is the whole truth, `next_step_ids` where they lead. */
export function completeStep(given: GivenStep, index: number, ids: Ids): Step {
  const messages = completeMessages(given.messages ?? {}, ids)
  const type = typeOf(given.type ?? (Object.keys(messages).length > 0 ? 'message' : ''))
  const next_paths = given.next_paths !== undefined && given.next_paths.length > 0 ? given.next_paths.map((path) => ({ ...path, name: path.name ?? null, next_step_id: path.next_step_id ?? null })) : (given.next_step_ids ?? []).map((next_step_id) => ({ name: null, next_step_id }))
  const next_step_ids = [...new Set(next_paths.flatMap(({ next_step_id }) => (next_step_id === null ? [] : [next_step_id])))]
  return { ...given, id: given.id ?? ids.uuid(), name: given.name ?? `Step ${index + 1}`, type, next_step_ids, next_paths, channels: channelsOf(messages), messages, settings: given.settings ?? {} }
}

/** Variants with ids and shares; one that does not say where it begins begins at the first step, a control group nowhere. Without any there is one of everybody. */
export function completeVariants(given: readonly GivenVariant[], steps: readonly Step[], ids: Ids): Variant[] {
  const first = steps.slice(0, 1).map(({ id }) => id)
  const variants = (given.length === 0 && steps.length > 0 ? [{}] : given).map(({ first_step_id, ...one }: GivenVariant, index): Variant => {
    const first_step_ids = one.first_step_ids ?? (first_step_id === undefined ? (isControl(one) ? [] : first) : [first_step_id])
    return { ...one, id: one.id ?? ids.uuid(), name: one.name ?? (isControl(one) ? 'Control Group' : `Variant ${index + 1}`), first_step_ids }
  })
  fillPercents(variants)
  return variants
}

function repeated(path: string, members: readonly { id: string }[]): Issue[] {
  const seen = new Map<string, number>()
  return members.flatMap(({ id }, index) => {
    const before = seen.get(id)
    seen.set(id, index)
    return before === undefined ? [] : [issue(`${path}[${index}].id`, `is that of ${path}[${before}] too: ${id}`)]
  })
}

/** Ways that come back to a step they left: each once, at the step that closes the circle. */
function circles(steps: readonly Step[]): Issue[] {
  const index = new Map(steps.map(({ id }, at) => [id, at]))
  const done = new Set<string>()
  const issues: Issue[] = []
  for (const { id } of steps) {
    const way: { id: string; next: number }[] = done.has(id) ? [] : [{ id, next: 0 }]
    const open = new Set(way.map((one) => one.id))
    while (way.length > 0) {
      const top = way.at(-1)!
      const next = steps[index.get(top.id)!]!.next_step_ids[top.next++]
      if (next === undefined) {
        done.add(top.id)
        open.delete(top.id)
        way.pop()
      } else if (open.has(next)) issues.push(issue(`steps[${index.get(top.id)!}]`, `leads back to steps[${index.get(next)!}]: a Canvas does not go round`))
      else if (index.has(next) && !done.has(next)) {
        open.add(next)
        way.push({ id: next, next: 0 })
      }
    }
  }
  return issues
}

function checkStep(step: Step, at: string, known: ReadonlySet<string>): Issue[] {
  const issues = checkMessages(`${at}.messages`, step.messages)
  if (!(STEP_TYPES as readonly string[]).includes(step.type)) issues.push(issue(`${at}.type`, step.type === '' ? 'is missing' : `is no Canvas step: ${step.type} (one of ${STEP_TYPES.join(', ')})`))
  for (const [id, { channel, ...message }] of Object.entries(step.messages)) {
    if (isControl(message)) issues.push(issue(`${at}.messages.${id}.type`, 'is control: a Canvas has its control group among its variants, or in an experiment step'))
    else if (!SENDING_STEPS.includes(step.type)) issues.push(issue(`${at}.messages.${id}`, `is for steps of type ${SENDING_STEPS.join(', ')}: this is one of type ${step.type}`))
    else if (channel === 'feature_flag') issues.push(issue(`${at}.messages.${id}.channel`, 'is feature_flag: a step of type feature_flag gives a flag'))
    else if (step.type === 'webhook' && channel !== 'webhook') issues.push(issue(`${at}.messages.${id}.channel`, `is ${channel}: a step of type webhook sends webhooks`))
  }
  // A step has one message of the channel: variants are ways of an experiment. docs: in-app_messages_in_canvas, message_step
  const [first, ...further] = Object.entries(step.messages).flatMap(([id, { channel }]) => (channel === 'in_app_message' ? [id] : []))
  further.forEach((id) => issues.push(issue(`${at}.messages.${id}`, `is an in-app message beside ${first!} in the step ${step.id}: a step has one`)))
  if (step.type === 'delay' && step.next_paths.length > 1) issues.push(issue(`${at}.next_paths`, `are ${step.next_paths.length}: a delay has one next step`))
  const named = step.next_paths.some(({ name }) => name !== null)
  step.next_paths.forEach(({ name }, index) => {
    const before = name === null ? -1 : step.next_paths.findIndex((one) => one.name === name)
    if (before >= 0 && before < index) issues.push(issue(`${at}.next_paths[${index}].name`, `is that of next_paths[${before}] too: ${name}`))
  })
  step.next_paths.forEach(({ next_step_id }, index) => {
    if (next_step_id !== null && !known.has(next_step_id)) issues.push(issue(named ? `${at}.next_paths[${index}].next_step_id` : `${at}.next_step_ids[${index}]`, `names no step: ${next_step_id}`))
  })
  return issues
}

/** What is wrong with variants and steps. */
export function checkSteps(variants: readonly Variant[], steps: readonly Step[], deps: Deps): Issue[] {
  const known = new Set(steps.map(({ id }) => id))
  const issues = [...repeated('steps', steps), ...repeated('variants', variants), ...checkPercents('variants', '', variants)]
  if (steps.length > MOST_STEPS) issues.push(issue('steps', `are ${steps.length}: at most ${MOST_STEPS}`))
  if (variants.filter((one) => !isControl(one)).length > MOST_VARIANTS) issues.push(issue('variants', `are more than ${MOST_VARIANTS}`))
  if (variants.filter(isControl).length > 1) issues.push(issue('variants', 'have more than one control group'))
  variants.forEach(({ type }, at) => (type === undefined || type === 'control' ? undefined : issues.push(issue(`variants[${at}].type`, `is ${type}: only a control group has a type, 'control'`))))
  variants.forEach(({ first_step_ids }, at) =>
    first_step_ids.forEach((id, index) => {
      if (!known.has(id)) issues.push(issue(`variants[${at}].first_step_ids[${index}]`, `names no step: ${id}`))
    }),
  )
  steps.forEach((step, index) => issues.push(...checkStep(step, `steps[${index}]`, known), ...checkSettings(`steps[${index}]`, step, deps)))
  const messages = new Map<string, number>()
  steps.forEach((step, index) => {
    for (const id of Object.keys(step.messages)) {
      const before = messages.get(id)
      if (before !== undefined) issues.push(issue(`steps[${index}].messages.${id}`, `has the id of a message of steps[${before}]`))
      messages.set(id, index)
    }
  })
  return issues.length > 0 ? issues : circles(steps)
}
