// Is it an upgrade? "A best-efforts numerical comparison; non-numeric versions are counted as conversions if the version changes." docs: user_guide/.../conversion_events

const isNumeric = (version: string): boolean => /^v?\d+(\.\d+)*$/i.test(version)
const partsOf = (version: string): number[] => version.replace(/^v/i, '').split('.').map(Number)

/** From no version to one is an installation. */
export function isUpgrade(before: string | null, after: string | null): boolean {
  if (before === null || after === null || before === after) return false
  if (!isNumeric(before) || !isNumeric(after)) return true
  const [old, young] = [partsOf(before), partsOf(after)]
  for (let index = 0; index < Math.max(old.length, young.length); index++) {
    const difference = (young[index] ?? 0) - (old[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}
