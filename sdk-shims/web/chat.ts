// Conversational chat as the web SDK has it where the server has chat off: the emulator's config says so always (web wire 10).
import type { ChatActionEvent, ChatMessage, ChatMessageProperties } from './chat-types.ts'
import { sdk } from './instance.ts'
import { note } from './logger.ts'
import { subscribeTo } from './subscribing.ts'

const off = (what: string): null => {
  note(`${what}: the server has conversational chat off.`)
  return null
}

/** Asks for the opening message. Chat is off: calls `errorCallback`. */
export function retrieveChatConfig(successCallback?: () => void, errorCallback?: () => void): void
export function retrieveChatConfig(_successCallback?: () => void, errorCallback?: () => void): void {
  if (sdk() !== undefined) off('retrieveChatConfig()')
  errorCallback?.()
}

/** Sends a message to the agent. Chat is off: answers false and calls nothing. */
export function sendChatMessage(message: string, messageProperties?: ChatMessageProperties, successCallback?: () => void, errorCallback?: () => void): boolean
export function sendChatMessage(): boolean {
  if (sdk() !== undefined) off('sendChatMessage()')
  return false
}

/** Calls `subscriber` with each message of the agent. */
export function subscribeToChatMessageReceived(subscriber: (message: ChatMessage) => void): string | null | undefined {
  const found = sdk()
  return found === undefined ? undefined : subscribeTo(found, 'chatMessages', subscriber)
}

/** Calls `subscriber` when the conversation changed. */
export function subscribeToChatUpdates(subscriber: () => void): string | null | undefined {
  const found = sdk()
  return found === undefined ? undefined : subscribeTo(found, 'chatUpdates', subscriber)
}

/** Calls `subscriber` with each action of the agent or of a button. */
export function subscribeToChatAction(subscriber: (action: ChatActionEvent) => void): string | null | undefined {
  const found = sdk()
  return found === undefined ? undefined : subscribeTo(found, 'chatActions', subscriber)
}

/** The conversation so far; null while chat is off. */
export function getChatMessages(): ChatMessage[] | null | undefined {
  return sdk() === undefined ? undefined : null
}

/** Starts the conversation anew. Chat is off: there is none. */
export function resetChatConversation(): void {
  sdk()
}

/** Whether an answer of the agent is awaited; null while chat is off. */
export function isChatTurnInProgress(): boolean | null | undefined {
  return sdk() === undefined ? undefined : null
}

/** Whether the agent ended the conversation; null while chat is off. */
export function isChatConversationEnded(): boolean | null | undefined {
  return sdk() === undefined ? undefined : null
}

/** Whether the last turn failed; null while chat is off. */
export function isChatTurnErrored(): boolean | null | undefined {
  return sdk() === undefined ? undefined : null
}

/** Lets the SDK show the chat where it is on. Chat is off: nothing is shown. */
export function automaticallyManageChat(): void {
  if (sdk() !== undefined) off('automaticallyManageChat()')
}
