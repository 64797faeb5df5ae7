// emulator/delivery/channels/sms/segments.ts: what a text is billed as.
import { expect, test } from 'vitest'
import { segmentsOf } from '../../../../emulator/delivery/channels/sms/segments.ts'

test.each([
  ['nothing', '', 1, 'GSM-7'],
  ['160 plain characters', 'a'.repeat(160), 1, 'GSM-7'],
  ['161 of them', 'a'.repeat(161), 2, 'GSM-7'],
  ['306 of them', 'a'.repeat(306), 2, 'GSM-7'],
  ['307 of them', 'a'.repeat(307), 3, 'GSM-7'],
  ['letters of the alphabet beyond ASCII', 'é'.repeat(160), 1, 'GSM-7'],
  ['a euro sign counts twice', `${'a'.repeat(158)}€`, 1, 'GSM-7'],
  ['two of them do not fit', `${'a'.repeat(157)}€€`, 2, 'GSM-7'],
  ['70 with one of another script', `${'a'.repeat(69)}я`, 1, 'UCS-2'],
  ['71', `${'a'.repeat(70)}я`, 2, 'UCS-2'],
  ['an emoji takes two', `${'a'.repeat(69)}🙂`, 2, 'UCS-2'],
  ['an escaped character is not torn apart', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 3, 'GSM-7'],
  ['nor is an emoji: 33 of them in each part', '🙂'.repeat(67), 3, 'UCS-2'],
  ['66 of them are two', '🙂'.repeat(66), 2, 'UCS-2'],
  ['134 are two, 135 three', 'я'.repeat(135), 3, 'UCS-2'],
])('%s', (_, text, segments, encoding) => {
  expect(segmentsOf(text)).toEqual({ segments, encoding })
})
