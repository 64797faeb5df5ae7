// Waiting in the machine's time, for faults that delay an answer and for what a listener would hear too soon; nothing of the world waits like this.

/** Resolves after `ms` milliseconds of the machine's time. */
export const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
