// Where a text names a Content Block: {{content_blocks.${name}}}, in an output or inside a tag. docs: user_guide/messaging/design_and_edit/content_blocks

const REFERENCE = /content_blocks\s*\.\s*\$\{([^{}]*)\}/g

/** The Liquid that puts a Content Block into a message. */
export const liquidTag = (name: string): string => `{{content_blocks.\${${name}}}}`

/** Names of the Content Blocks that a text embeds, each once. */
export const blocksIn = (text: string): Set<string> => (text.includes('content_blocks') ? new Set([...text.matchAll(REFERENCE)].map((match) => match[1]!.trim())) : new Set())
