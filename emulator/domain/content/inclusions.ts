// What embeds a Content Block: email templates, other blocks, messages of campaigns and Canvases that are not archived. docs: get_see_email_content_blocks_information
import type { ContentBlocks } from './content-blocks.ts'
import type { EmailTemplates } from './email-templates.ts'
import { textsOf } from './email-templates.ts'
import { blocksIn } from './references.ts'

type Messages = Record<string, unknown>
type Defined = { archived: boolean; messages?: Messages; steps?: readonly { messages?: Messages }[] }
/** Campaigns or Canvases. */
export type Definitions = { list(): readonly Defined[] }

/** `count`: how many things embed the block; `messages`: ids of the message variations among them. */
export type Inclusion = { count: number; messages: string[] }

/** Looks through everything that can embed a block; `definitions` are the nouns with messages. */
export function createInclusions({ contentBlocks, emailTemplates, definitions }: { contentBlocks: ContentBlocks; emailTemplates: EmailTemplates; definitions: readonly Definitions[] }) {
  function* messages(): Generator<[string, string]> {
    for (const noun of definitions)
      for (const one of noun.list()) {
        if (one.archived) continue
        for (const held of [one.messages, ...(one.steps ?? []).map((step) => step.messages)]) for (const [id, message] of Object.entries(held ?? {})) yield [id, JSON.stringify(message)]
      }
  }

  return {
    /** What embeds which block, by the blocks' names; read once for a whole list. */
    all(): (name: string) => Inclusion {
      const found = new Map<string, Inclusion>()
      const add = (texts: readonly string[], message?: string): void => {
        for (const name of new Set(texts.flatMap((text) => [...blocksIn(text)]))) {
          const { count, messages: ids } = found.get(name) ?? { count: 0, messages: [] }
          found.set(name, { count: count + 1, messages: message === undefined ? ids : [...ids, message] })
        }
      }
      for (const block of contentBlocks.list()) add([block.content])
      for (const template of emailTemplates.list()) add(textsOf(template))
      for (const [id, text] of messages()) add([text], id)
      return (name) => found.get(name) ?? { count: 0, messages: [] }
    },
  }
}

export type Inclusions = ReturnType<typeof createInclusions>
