// How the domain says no: a code and the values it looked at; the wire's words for it are found beside the endpoint.

/** A refusal of the domain. It knows no status and no wire text. */
export class Refusal extends Error {
  readonly code: string
  readonly details: Record<string, unknown>
  constructor(code: string, details: Record<string, unknown> = {}) {
    super(code)
    this.code = code
    this.details = details
  }
}
