// ModalMessage: a message in the middle of the page, which waits behind it. Defaults observed: web SDK 6.13.0
import { OVERLAY_DEFAULTS, OVERLAY_END, OVERLAY_START, OverlayMessage } from './overlay-message.ts'
import type { OverlayEnd, OverlayStart } from './overlay-message.ts'
import { take } from './taking.ts'

/** A message in the middle of the page, which waits behind it. */
export class ModalMessage extends OverlayMessage {
  constructor(...given: [...OverlayStart, ...OverlayEnd]) {
    super()
    take(this, [...OVERLAY_START, ...OVERLAY_END], given, OVERLAY_DEFAULTS)
  }
}
