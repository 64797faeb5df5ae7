// POST /sms/invalid_phone_numbers/remove
import * as z from 'zod'
import { atLeastOne, listOf, oneOrMany, success } from '../../contacts.ts'
import { rest } from '../../realm.ts'

export const remove = rest({
  method: 'POST',
  path: '/sms/invalid_phone_numbers/remove',
  permission: 'sms.invalid_phone_numbers.remove',
  status: 201,
  docs: 'api/endpoints/sms/post_remove_invalid_numbers',
  evidence: ['documented'],
  // The page's table says phone_number, its examples say phone_numbers
  body: () => z.looseObject({ phone_numbers: oneOrMany('phone_numbers', 'phone').nullish(), phone_number: oneOrMany('phone_number', 'phone').nullish() }),
  response: success,
  handle({ world, body }) {
    for (const phone of new Set(atLeastOne('phone_numbers', listOf(body.phone_numbers ?? body.phone_number)))) world.invalidPhoneNumbers.remove(phone)
    return { message: 'success' }
  },
})
