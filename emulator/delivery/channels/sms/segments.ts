// How many segments a text is billed as. docs: sms_mms_and_rcs/billing_calculator, 3GPP TS 23.038 (the GSM-7 alphabet)

const GSM_7 = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà')
const ESCAPED = new Set('\f^{}\\[~]|€') // two septets each

/** 160 characters of GSM-7 fit in one, 153 in each of several; 70 and 67 when one character is outside of that alphabet. */
export function segmentsOf(text: string): { segments: number; encoding: 'GSM-7' | 'UCS-2' } {
  const isGsm = [...text].every((char) => GSM_7.has(char) || ESCAPED.has(char))
  const [length, single, part] = isGsm ? [[...text].reduce((sum, char) => sum + (ESCAPED.has(char) ? 2 : 1), 0), 160, 153] : [text.length, 70, 67]
  return { segments: length <= single ? 1 : Math.ceil(length / part), encoding: isGsm ? 'GSM-7' : 'UCS-2' }
}
