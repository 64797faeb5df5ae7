// How the constructors of messages, buttons and cards take their arguments. observed: web SDK 6.13.0

/**
 * Sets the named properties, in the order of the arguments. What is not given, or says nothing (0, ''), is as in
 * `defaults`; a switch only when it is not given.
 */
export const take = <T extends object>(made: T, names: readonly (keyof T)[], given: readonly unknown[], defaults: Partial<T>): void => {
  const fields = made as Record<keyof T, unknown>
  names.forEach((name, i) => {
    const usual = defaults[name]
    fields[name] = usual === undefined ? given[i] : typeof usual === 'boolean' ? (given[i] ?? usual) : given[i] || structuredClone(usual)
  })
}
