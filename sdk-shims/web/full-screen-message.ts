// FullScreenMessage: a message over the whole page. Defaults observed: web SDK 6.13.0
import type { Orientation } from './in-app-message.ts'
import { OVERLAY_DEFAULTS, OVERLAY_END, OVERLAY_START, OverlayMessage } from './overlay-message.ts'
import type { OverlayEnd, OverlayStart } from './overlay-message.ts'
import { take } from './taking.ts'

/** A message over the whole page. */
export class FullScreenMessage extends OverlayMessage {
  /** Which way round it is laid out. */
  orientation!: Orientation

  constructor(...given: [...OverlayStart, orientation?: Orientation, ...OverlayEnd]) {
    super()
    take<FullScreenMessage>(this, [...OVERLAY_START, 'orientation', ...OVERLAY_END], given, { ...OVERLAY_DEFAULTS, cropType: 'CENTER_CROP', orientation: 'PORTRAIT' })
  }
}
