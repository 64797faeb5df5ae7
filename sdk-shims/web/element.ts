// Places on the page: whatever the test gives for an element is one; it is told apart by identity and never touched.

/** True for what may stand for an element: any object. */
export const isPlace = (value: unknown): value is object => typeof value === 'object' && value !== null
