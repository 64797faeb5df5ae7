// What a template can do instead of giving a text. `rendering.ts` hands these on; `deliver.ts` acts on them.

/** The template says that nothing shall be sent. `log`: its reason, or Braze's words when it gives none. */
export class MessageAborted extends Error {
  readonly log: string
  constructor(log: string) {
    super(log)
    this.log = log
  }
}
/** `renderNow` met something that waits (Connected Content): `render` must do it. */
export class MustWait extends Error {}
/** Connected Content with `:retry` failed: the whole message is to be tried again. */
export class TryAgain extends Error {}

/** An error that Liquid says in its output, where the value would stand; the rest of the template is rendered. docs: Shopify Liquid, `error_mode: lax` */
export class SpokenError extends Error {
  constructor(message: string) {
    super(`Liquid error: ${message}`)
  }
}
