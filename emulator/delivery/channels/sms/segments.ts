// How many segments a text is billed as. docs: sms_mms_and_rcs/billing_calculator, 3GPP TS 23.038 (the GSM-7 alphabet)

const GSM_7 = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà')
const ESCAPED = new Set('\f^{}\\[~]|€') // two septets each

/** Parts of at most `part` units; what takes two of them is never torn apart. 3GPP TS 23.038, 6.2.1; 23.040, 9.2.3.24.1 */
function partsOf(units: readonly number[], part: number): number {
  let [parts, used] = [1, 0]
  for (const unit of units) {
    used += unit
    if (used > part) [parts, used] = [parts + 1, unit]
  }
  return parts
}

/** 160 characters of GSM-7 fit in one, 153 in each of several; 70 and 67 when one character is outside of that alphabet. */
export function segmentsOf(text: string): { segments: number; encoding: 'GSM-7' | 'UCS-2' } {
  const chars = [...text]
  const isGsm = chars.every((char) => GSM_7.has(char) || ESCAPED.has(char))
  const units = chars.map((char) => (isGsm ? (ESCAPED.has(char) ? 2 : 1) : char.length))
  const [single, part] = isGsm ? [160, 153] : [70, 67]
  return { segments: units.reduce((sum, unit) => sum + unit, 0) <= single ? 1 : partsOf(units, part), encoding: isGsm ? 'GSM-7' : 'UCS-2' }
}
