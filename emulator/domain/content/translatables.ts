// What can be translated: one message of a campaign or Canvas, a Content Block, an email template; and which version of it a call means. docs: api/endpoints/translations
import type { Campaigns } from '../campaigns/campaigns.ts'
import type { Canvases } from '../campaigns/canvases.ts'
import type { Message } from '../campaigns/messages.ts'
import { Refusal } from '../refusal.ts'
import type { ContentBlocks } from './content-blocks.ts'
import type { EmailTemplates } from './email-templates.ts'
import { textsOf } from './email-templates.ts'
import { sourceOf, textsIn } from './translation-tags.ts'

/** What a call names. `draft` asks for the version in the post-launch draft. */
export type Target =
  | { object: 'campaign'; id: string; message: string; draft?: boolean }
  | { object: 'canvas'; id: string; step: string; message: string; draft?: boolean }
  | { object: 'content_block' | 'email_template'; id: string }

/**
 * `message_id`: which message of the object, '' where there is one. `source`: its translation tags.
 * `version`: where a change belongs; undefined while it is live without a draft, so that nothing may be changed. `waits`: it has a post-launch draft.
 */
export type Translatable = { message_id: string; source: Map<string, string>; version: 'live' | 'draft' | undefined; waits: boolean }

/** "push, email, banner, or in-app message". docs: locales_in_messages */
const CHANNELS = /^(email|in_app_message|banner|\w+_push)$/

type Launched = { draft: boolean; launched_at: number | null; post_launch_draft: object | null }

/** Finds what calls name. */
export function createTranslatables({ contentBlocks, emailTemplates, campaigns, canvases }: { contentBlocks: ContentBlocks; emailTemplates: EmailTemplates; campaigns: Campaigns; canvases: Canvases }) {
  function message(found: Message | undefined, message_id: string, { draft, post_launch_draft }: Launched): Translatable {
    if (found === undefined) throw new Refusal('message_not_found', { message_variation_id: message_id })
    if (found.type === 'control' || !CHANNELS.test(found.channel)) throw new Refusal('unsupported_channel', { channel: found.channel })
    return { message_id, source: sourceOf(textsIn(found)), version: draft ? 'live' : post_launch_draft === null ? undefined : 'draft', waits: post_launch_draft !== null }
  }

  /** A step added after the launch has no message variation id yet: blank names the one message of the step. docs: locales_in_messages */
  const only = (messages: Record<string, Message>): string => (Object.keys(messages).length === 1 ? Object.keys(messages)[0]! : '')

  return {
    /** Ids of all messages of a campaign or Canvas, in their order. */
    messageIds(object: 'campaign' | 'canvas', id: string): string[] {
      if (object === 'campaign') return Object.keys(campaigns.find(id)?.messages ?? {})
      return (canvases.find(id)?.steps ?? []).flatMap((step) => Object.keys(step.messages).map((message) => `${step.id}/${message}`))
    },
    /** True while a campaign or Canvas has a post-launch draft. */
    waits: (object: Target['object'], id: string): boolean => ((object === 'campaign' ? campaigns.find(id) : object === 'canvas' ? canvases.find(id) : undefined)?.post_launch_draft ?? null) !== null,
    /** Throws Refusal `campaign_not_found`, `canvas_not_found`, `step_not_found`, `message_not_found`, `unsupported_channel`, `content_block_not_found` or `template_not_found`. */
    find(target: Target): Translatable {
      switch (target.object) {
        case 'campaign': {
          const campaign = target.draft === true ? campaigns.draftVersion(target.id) : campaigns.find(target.id)
          if (campaign === undefined) throw new Refusal('campaign_not_found', { campaign_id: target.id })
          // its state is that of the campaign itself: a draft version has no draft of its own
          return message(campaign.messages[target.message], target.message, campaigns.find(target.id)!)
        }
        case 'canvas': {
          const canvas = target.draft === true ? canvases.draftVersion(target.id) : canvases.find(target.id)
          if (canvas === undefined) throw new Refusal('canvas_not_found', { workflow_id: target.id })
          const step = canvas.steps.find((one) => one.id === target.step)
          if (step === undefined) throw new Refusal('step_not_found', { step_id: target.step })
          const id = target.message === '' ? only(step.messages) : target.message
          const found = message(step.messages[id], id, canvases.find(target.id)!)
          return { ...found, message_id: `${step.id}/${id}` }
        }
        case 'content_block': {
          const block = contentBlocks.find(target.id)
          if (block === undefined) throw new Refusal('content_block_not_found', { content_block_id: target.id })
          return { message_id: '', source: sourceOf([block.content]), version: 'live', waits: false }
        }
        case 'email_template': {
          const template = emailTemplates.find(target.id)
          if (template === undefined) throw new Refusal('template_not_found', { template_id: target.id })
          return { message_id: '', source: sourceOf(textsOf(template)), version: 'live', waits: false }
        }
      }
    },
  }
}

export type Translatables = ReturnType<typeof createTranslatables>
