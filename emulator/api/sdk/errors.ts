// How an SDK is told that its request is not taken. observed: web SDK 6.13.0
import { Fault } from '../endpoint.ts'

/** An error in the body of a good answer: the SDK reads bodies of 2xx only, says what is wrong in its log and lets go of the data. */
export const sdkError = (error: string): Fault => new Fault(201, { error })
