// When schedules of campaigns and Canvases come round: see domain/sends/occurrences.ts, where the API's list of upcoming sends finds it too.
export { nextOccurrence, readSchedule } from '../../domain/sends/occurrences.ts'
export type { ReadSchedule } from '../../domain/sends/occurrences.ts'
export { atWall, momentIn, wallAt, zoneOf } from '../../domain/sends/wall-clocks.ts'
