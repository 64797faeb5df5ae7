// The words of conversational chat, as the typings of web SDK 6.13.0 have them.

export interface ChatParagraphItem { html: string }
export interface ChatListItem { html: string }
export type ChatMessageBlockType = 'paragraph' | 'unorderedList'

/** One block of what the agent says; `items` are pieces of HTML as the server gave them. */
export interface ChatMessageBlock {
  type: ChatMessageBlockType
  items: Array<ChatParagraphItem | ChatListItem>
}

/** What the agent asks the page to do. */
export interface ChatAction {
  type: string
  data?: Record<string, unknown>
}

/** The types of actions that the SDK knows. */
export type BrazeChatActionType = 'error' | 'end_conversation' | 'user_action'

export interface ChatMessageProperties {
  /** What the page did since, e.g. `added_to_cart`. */
  completedActions?: Array<{ name: string; data?: Record<string, unknown> }>
}

export type ChatActionEvent =
  | { type: 'user_action'; name: string; data?: Record<string, unknown> }
  | { type: 'end_conversation'; data?: Record<string, unknown> }
  | { type: 'error'; data?: Record<string, unknown> }

/** What the agent says, with whatever else the server put there. */
export interface ChatMessageContent {
  content: ChatMessageBlock[]
  [key: string]: unknown
}

export type ChatRole = 'user' | 'assistant'

/** One turn of a conversation: the user's text or the agent's message. */
export class ChatMessage {
  role!: ChatRole
  sessionId!: string
  messageId!: string
  /** The agent's turns only. */
  actions: ChatAction[] = []
  message?: ChatMessageContent
  eventType?: string
  /** The user's turns only. */
  userMessage?: string
}
