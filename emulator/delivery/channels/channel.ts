// What a channel is: whom it reaches, what it hands to its provider, what the provider makes of it, and what a user can do with it.
import type { Message, Target } from '../../domain/messages/messages.ts'
import type { ProfileRow } from '../../domain/profiles/profiles.ts'
import type { GateResult } from '../gates/gate.ts'
import type { Note } from '../liquid/session.ts'
import type { Json, Outgoing } from '../outgoing.ts'
import type { Reason } from '../reasons.ts'

/** Where the user is reached now, each target by a message of its own; or why nowhere. */
export type Reach = { targets: Target[] } | { reason: Reason; seen?: Json }

/** A rendered message for one target. `message_extras` are those of the Liquid tag, `notes` what its author should know. */
export type Rendered = { body: Json; message_extras: Record<string, string> | null; notes?: readonly Note[] }
export type Composing = Rendered & { outgoing: Outgoing; profile: ProfileRow; target: Target; message_id: string }

/** The message can not be sent as it is. */
export class Unsendable extends Error {
  readonly reason: Reason
  readonly detail: Json
  constructor(reason: Reason, detail: Json = {}) {
    super(reason)
    this.reason = reason
    this.detail = detail
  }
}

export type Channel = {
  /** Liquid is rendered when a device asks for the message: until then it is kept with its `outgoing`, status `sent`, and has no payload. */
  rendersOnDevice?: true | ((outgoing: Outgoing) => boolean)
  /** The user falls into the control group, and devices are told so: then it is their word that he is enrolled. `message` is the row that says why he gets nothing. */
  control?(message: Message, outgoing: Outgoing, profile: ProfileRow): void
  /** What Liquid is to read, made of the message as it is defined: a template filled in, texts derived from others. Throws Unsendable. */
  expand?(outgoing: Outgoing): Json
  /** Subscription state and groups. */
  consent(outgoing: Outgoing, profile: ProfileRow): GateResult
  /** Devices, addresses, numbers. */
  reach(outgoing: Outgoing, profile: ProfileRow): Reach
  /** What the provider gets: becomes `messages[].payload`. Throws Unsendable. */
  compose(composing: Composing): unknown
  /**
   * Gives the message (status `sent`, payload written) to the provider, inside the transaction: writes `<channel>.sent` by `messages.happened` and what the provider answers,
   * changes the message's status by `messages.change`. What must wait (a webhook's post, forwarding) becomes a timer here.
   * A channel whose sending itself waits sets the status back to `pending` and calls `done` of Delivery when it is over.
   */
  handOver(message: Message, composing: Composing): void
  /** What a user can do with a message of this channel, by the words of POST /_emulator/messages/:id/engage. Refuses bad data with Refusal('invalid_engagement', {path, why}). */
  engage: Readonly<Record<string, (message: Message, data: Json) => void>>
  /** After a restart: takes up a message of its own that still waits, and is not waiting for Liquid. */
  resume?(message: Message): void
}
