// The placeholder that a user in a campaign's control group gets: shown to nobody, logged as received (M12).

/** Stands for the message that a user in the control group does not get. showInAppMessage() logs it. */
export class ControlMessage {
  /** Names the message in what is logged of it. */
  triggerId?: string
  extras: Record<string, string> = {}
  isControl: true = true

  constructor(triggerId?: string) {
    this.triggerId = triggerId
  }
}
