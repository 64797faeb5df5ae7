// Waiting in the machine's time, for faults that delay an answer; nothing of the world waits like this.

/** Resolves after `ms` milliseconds of the machine's time. */
export const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
