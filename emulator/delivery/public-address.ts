// Where links that the emulator hands out lead: its own address, with the workspace in the path.

/** `origin` is the emulator's URL as it listens, or `http://localhost` as long as it does not. */
export const createPublicAddress = ({ workspace, origin }: { workspace: string; origin: () => string }) => ({
  origin,
  /** The whole address of a hosted page: `hosted('/links/x')`. */
  hosted: (path: string): string => `${origin()}/_hosted/${encodeURIComponent(workspace)}${path}`,
})

export type PublicAddress = ReturnType<typeof createPublicAddress>
