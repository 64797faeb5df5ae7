// What is an email address and what is a phone number. docs: email_setup/email_validation, sms_mms_rcs/user_phone_numbers
import { expect, test } from 'vitest'
import { e164, isValidEmail } from '../../../emulator/domain/profiles/contact-rules.ts'

test.each([
  'mel@example.com', 'Mel.Doe@Example.CO.UK', 'a@b.co', 'mel+news@example.com', `-^+$'&#/%*=\`|~!?_@example.com`, 'mel..doe@example.com', 'josé@example.com', '用户@example.com', '😀@example.com',
  `${'x'.repeat(64)}@example.com`, `mel@${'x'.repeat(63)}.com`, 'mel@xn--bcher-kva.example', 'mel@a-b.example.museum', 'ab@gmail.com', 'mel.doe+x..y@outlook.com', 'm-el@live.com', '7@hotmail.com', 'mel@1and1.com',
])('%s is an address', (text) => expect(isValidEmail(text)).toBe(true))

test.each([
  '', '@', 'mel', 'mel@', '@example.com', 'mel@example', 'mel@@example.com', 'mel@x@example.com', 'mel doe@example.com', ' mel@example.com', 'mel@example.com ', 'mel@example.com\n', 'mel\u00a0doe@example.com', 'mel\u0000@example.com',
  '"mel"@example.com', '.mel@example.com', 'mel.@example.com', 'mel,doe@example.com', 'mel(x)@example.com', 'mel;x@example.com', 'mel{x}@example.com', `${'x'.repeat(65)}@example.com`,
  'mel@127.0.0.1', 'mel@[127.0.0.1]', 'mel@example.123', 'mel@-example.com', 'mel@example-.com', 'mel@example..com', 'mel@.example.com', 'mel@example.com.', 'mel@exam_ple.com', 'mel@bücher.example', `mel@${'x'.repeat(64)}.com`, 'mel@example.c',
  `mel@${'abcdefgh.'.repeat(30)}com`, 'a@gmail.com', 'm!el@outlook.com', 'mel..doe@hotmail.com', '-mel@live.com', 'mel.+x@msn.com', '+x@mail.live.example',
])('%j is none', (text) => expect(isValidEmail(text)).toBe(false))

test('an address made to be slow is not', () => expect(isValidEmail(`${'a.'.repeat(50_000)}@${'a-'.repeat(50_000)}`)).toBe(false))

test.each([
  ['+16505551234', '+16505551234'], ['6505551234', '+16505551234'], ['16505551234', '+16505551234'], ['(650) 555-1234', '+16505551234'], ['650.555.1234', '+16505551234'], ['+1 (650) 555-1234', '+16505551234'], [' +44 20 7183 8750', '+442071838750'],
  ['442071838750', undefined], ['02071838750', undefined], ['5551234', undefined], ['+1650555123', undefined], ['+165055512345', undefined], ['0000000000', undefined], ['', undefined], ['call me', undefined], ['+', undefined], [`+${'1'.repeat(5000)}`, undefined],
])('%j is %j', (text, number) => expect(e164(text)).toBe(number))
