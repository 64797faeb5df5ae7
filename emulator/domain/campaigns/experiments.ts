// Feature flag experiments: campaigns whose variants switch a flag on or off, with properties of their own, from the launch until they are stopped. docs: developer_guide/feature_flags/experiments
import type { FeatureFlag } from '../feature-flags/feature-flags.ts'
import { checkOverrides } from '../feature-flags/properties.ts'
import type { CampaignDefinition } from './campaigns.ts'
import type { Issue, Messages } from './messages.ts'
import { isControl, issue } from './messages.ts'

export const isExperiment = ({ channels }: { channels: readonly string[] }): boolean => channels.includes('feature_flag')

/** There is nothing to send, so nothing that says when, how often or how fast. */
const OF_SENDS = ['schedule', 'trigger', 'reeligibility_seconds', 'quiet_hours', 'rate_limit_per_minute', 'user_cap', 'optimization'] as const

/** What does not go with an experiment. */
export function checkExperiment(definition: CampaignDefinition): Issue[] {
  if (!isExperiment(definition)) return []
  const { channels, kind, schedule_type, messages } = definition
  const wrong = OF_SENDS.filter((member) => definition[member] !== null).map((member) => issue(member, 'is for messages that are sent: a feature flag experiment lasts from its launch until it is stopped'))
  if (kind !== 'campaign') wrong.push(issue('kind', `is ${kind}: it sends no feature flags`))
  if (channels.length > 1) wrong.push(issue('messages', 'join feature_flag with other channels: a feature flag experiment has no other channel'))
  if (['action_based', 'api_triggered'].includes(schedule_type)) wrong.push(issue('schedule_type', `is ${schedule_type}: a feature flag experiment is neither triggered nor sent`))
  if (Object.values(messages).every(isControl)) wrong.push(issue('messages', 'are a control group alone: at least one variant of a flag'))
  return wrong
}

/** "For each variant, choose the feature flag you want to turn on or off, then review its assigned properties." */
export function checkVariants(path: string, messages: Messages, find: (id: string) => FeatureFlag | undefined): Issue[] {
  return Object.entries(messages).flatMap(([id, message]): Issue[] => {
    if (message.channel !== 'feature_flag') return []
    const at = `${path}.${id}`
    const { flag_id, enabled, properties } = message
    if (flag_id === undefined || flag_id === null) return isControl(message) ? [] : [issue(`${at}.flag_id`, 'is missing: the feature flag that the variant turns on or off')]
    const flag = typeof flag_id === 'string' ? find(flag_id) : undefined
    if (flag === undefined) return [issue(`${at}.flag_id`, `names no feature flag: ${String(flag_id)}`)]
    return [
      ...(flag.archived ? [issue(`${at}.flag_id`, `names an archived feature flag: ${flag.id}`)] : []),
      ...(enabled === undefined || enabled === null || typeof enabled === 'boolean' ? [] : [issue(`${at}.enabled`, 'is neither true nor false')]),
      ...(properties === undefined || properties === null ? [] : checkOverrides(`${at}.properties`, properties, flag.properties)),
    ]
  })
}
