// Tags of liquidjs that are otherwise in Braze: those of other Liquids give nothing, and the author hears of it; no file is ever read. docs: supported_personalization_tags (`render` was listed once)
import type { Context, Emitter, Liquid, Parser, TagToken, Template, TopLevelToken } from 'liquidjs'
import type { BrazeContext } from './dialect.ts'
import { liquidjs, renderTemplates } from './dialect.ts'

/** A block in the message, and one in that block. docs: content_blocks ("nested at most one level") */
export const MOST_BLOCKS = 2

/** `echo` prints as an output does: liquidjs's own knows JavaScript's spelling. */
export function echoClass() {
  return class extends liquidjs().EchoTag {
    override *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
      const { value } = this as unknown as { value?: { value: (context: Context, lenient: boolean) => unknown } }
      if (value !== undefined) emitter.write(yield value.value(context, false))
    }
  }
}

/** `{% translation id %}text{% endtranslation %}`: the text for the user's locale, or as the author wrote it. `nested` renders another text with the variables of this one. docs: localization/locales_in_messages */
export function translationClass(nested: (source: string, context: BrazeContext, within: string) => Generator<unknown, string, unknown>) {
  return class extends liquidjs().Tag {
    templates: Template[] = []
    readonly id: string
    constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, parser: Parser) {
      super(token, rest, liquid)
      this.id = token.args.trim().replace(/^(['"])([^]*)\1$/, '$2')
      while (rest.length > 0) {
        const next = rest.shift()!
        if ((next as { name?: string }).name === 'endtranslation') return
        this.templates.push(parser.parseToken(next, rest))
      }
      throw new Error(`tag ${token.getText()} not closed`)
    }
    override *render(given: Context, emitter: Emitter): Generator<unknown, void, unknown> {
      const context = given as BrazeContext
      const { session, nesting } = context.carried
      const text = session?.translation(this.id, nesting.names.at(-1))
      if (text === undefined) yield renderTemplates(this.templates, context, emitter)
      else emitter.write(yield nested(text, context, `translation '${this.id}'`))
    }
  }
}

const NOTHING = ['render', 'include', 'layout', 'block', 'endblock'] as const

/** The tags as classes by name; `met` hears of each use. */
export function unsupportedTags(met: (name: string) => void) {
  const classOf = (name: string) =>
    class extends liquidjs().Tag {
      constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid, _parser: Parser) {
        super(token, rest, liquid)
        if (name !== 'endblock') met(name)
      }
      override *render(): Generator<unknown, void, unknown> {}
    }
  return NOTHING.map((name) => [name, classOf(name)] as const)
}
