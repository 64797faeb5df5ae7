// What the messaging endpoints answer, as schemas.
import * as z from 'zod'

const success = () => z.literal('success')
const dispatch = () => z.string().regex(/^[0-9a-f]{32}$/).meta({ description: 'The dispatch: one for all users of the request' })
const sendId = () => z.string().optional().meta({ description: 'Of broadcasts that are tracked by a campaign' })
const notice = () => z.string().optional().meta({ description: 'Why nothing is sent although the request was taken' })

export const sendResponse = () => z.strictObject({ dispatch_id: dispatch(), send_id: sendId(), message: success() })
export const triggerResponse = () => z.strictObject({ notice: notice(), dispatch_id: dispatch(), send_id: sendId(), message: success() })
export const scheduleResponse = () => z.strictObject({ notice: notice(), dispatch_id: dispatch(), schedule_id: z.string(), message: success() })
export const successResponse = () => z.strictObject({ message: success() })
export const sendIdResponse = () => z.strictObject({ message: success(), send_id: z.string() })
