// The endpoints that send messages: /messages, the triggers of campaigns and Canvases, /sends/id/create.
import type { Endpoint } from '../../endpoint.ts'
import { createSendId } from './send-ids.ts'
import { deleteCampaignSchedule } from './campaigns/trigger/schedule/delete.ts'
import { deleteCanvasSchedule } from './canvas/trigger/schedule/delete.ts'
import { deleteSchedule } from './schedule/delete.ts'
import { createSchedule } from './schedule/create.ts'
import { scheduleCampaign } from './campaigns/trigger/schedule/create.ts'
import { scheduleCanvas } from './canvas/trigger/schedule/create.ts'
import { scheduledBroadcasts } from './scheduled_broadcasts.ts'
import { send } from './send.ts'
import { startLiveActivity } from './live_activity/start.ts'
import { triggerCampaign } from './campaigns/trigger/send.ts'
import { triggerCanvas } from './canvas/trigger/send.ts'
import { updateCampaignSchedule } from './campaigns/trigger/schedule/update.ts'
import { updateCanvasSchedule } from './canvas/trigger/schedule/update.ts'
import { updateLiveActivity } from './live_activity/update.ts'
import { updateSchedule } from './schedule/update.ts'

export const endpoints: readonly Endpoint[] = [
  send, triggerCampaign, triggerCanvas, createSendId, createSchedule, updateSchedule, deleteSchedule, scheduleCampaign, updateCampaignSchedule, deleteCampaignSchedule,
  scheduleCanvas, updateCanvasSchedule, deleteCanvasSchedule, scheduledBroadcasts, startLiveActivity, updateLiveActivity,
]
