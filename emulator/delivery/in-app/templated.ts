// Which in-app messages are rendered when they are shown, not when their triggers are sent: those that are to be judged again, and those whose Liquid needs what is not known before. docs: in_app_messages/triggering_messages ("templated_iam"), promotion_codes/manage ("deducted only when a user triggers the display")
import type { ContentBlocks } from '../../domain/content/content-blocks.ts'
import { blocksIn } from '../../domain/content/references.ts'

const DEEPEST = 2 // Content Blocks in Content Blocks
/** Tags and outputs of a text. */
const LIQUID = /\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}(?!\})/g
/** "canvas_entry_properties, connected_content, SMS variables, catalog_items, catalog_selection_items, event_properties"; `context` is the newer name of the first. */
const LATE = /\b(?:canvas_entry_properties|connected_content|catalog_items|catalog_selection_items|event_properties)\b|\b(?:context|sms|whats_app)\s*\.|\bpromotion\s*[('"]/

/** Reads bodies of one world. */
export function createTemplated({ contentBlocks }: { contentBlocks: ContentBlocks }) {
  function inText(text: string, depth: number): boolean {
    if (!text.includes('{')) return false
    if ((text.match(LIQUID) ?? []).some((tag) => LATE.test(tag))) return true
    return depth < DEEPEST && [...blocksIn(text)].some((name) => inText(contentBlocks.named(name)?.content ?? '', depth + 1))
  }
  function within(value: unknown): boolean {
    if (typeof value === 'string') return inText(value, 0)
    return typeof value === 'object' && value !== null && Object.values(value).some(within)
  }
  /** True when a text of the body waits for the moment of its display. */
  return (body: unknown): boolean => within(body)
}

export type Templated = ReturnType<typeof createTemplated>
