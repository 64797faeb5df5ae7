// POST /messages/send
import * as z from 'zod'
import { rest } from '../realm.ts'
import { sendResponse } from './answers.ts'
import { broadcastLimits } from './broadcast.ts'
import { messagingMembers, readMessaging } from './users.ts'

export const send = rest({
  method: 'POST',
  path: '/messages/send',
  permission: 'messages.send',
  limitOf: broadcastLimits,
  status: 201,
  docs: 'api/endpoints/messaging/send_messages/post_send_messages',
  evidence: ['documented', 'client'],
  body: () => z.looseObject(messagingMembers()),
  response: sendResponse,
  handle({ world, body }) {
    const messaging = readMessaging(world, body)
    // "API and API trigger campaigns that are sent as a broadcast will automatically generate a send identifier". docs: api/identifier_types
    const tracked = messaging.broadcast && messaging.campaign_id !== null
    const send_id = messaging.send_id ?? (tracked ? world.sendIds.create(messaging.campaign_id!) : null)
    const { dispatch_id } = world.sends.accept({ kind: 'messages', ...messaging, send_id })
    return { dispatch_id, ...(tracked ? { send_id: send_id! } : {}), message: 'success' }
  },
})
