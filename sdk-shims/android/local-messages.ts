// In-app messages that the app makes itself; nothing is logged of them. docs: developer_guide/in_app_messages, com.braze.models.inappmessage
import { Braze } from './braze.ts'
import type { MessageType } from './enums.ts'
import { InAppMessage } from './in-app-message.ts'
import { phone } from './phone.ts'

class LocalMessage extends InAppMessage {
  constructor(type: MessageType) {
    Braze.getInstance()
    const device = phone().process.device!
    super(device, device.makeInAppMessage({ type }))
  }
}

export class InAppMessageSlideup extends LocalMessage {
  constructor() { super('SLIDEUP') }
}
export class InAppMessageModal extends LocalMessage {
  constructor() { super('MODAL') }
}
export class InAppMessageFull extends LocalMessage {
  constructor() { super('FULL') }
}
export class InAppMessageHtml extends LocalMessage {
  constructor() { super('HTML') }
}
