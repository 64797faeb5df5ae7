// The plaintext of an email that has none of its own: made of the HTML before Liquid runs, without its comments. docs: liquid/using_liquid ("Liquid rendering with HTML and plaintext")
import { lazy } from '../../../kernel/lazy.ts'
import { asideFromLiquid, withoutComments } from './liquid-aside.ts'

type Convert = (html: string) => string
const htmlToText = lazy<{ compile: (options: object) => Convert }>('html-to-text')

const BLOCKS = ['table', 'td', 'th'].map((selector) => ({ selector, format: 'block' }))
const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } }))
// The words of a link and its address behind them; images say nothing. The form is ours: Braze's is not published
const OPTIONS = {
  wordwrap: false,
  limits: { maxInputLength: undefined, maxDepth: 500, ellipsis: '' }, // deeper than any mail, not deeper than the stack
  selectors: [{ selector: 'img', format: 'skip' }, { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] } }, ...HEADINGS, ...BLOCKS],
}
let convert: Convert | undefined

/** The text of an HTML template, its Liquid as it was. */
export const plaintextOf = (html: string): string => asideFromLiquid(withoutComments(html), (plain) => (convert ??= htmlToText().compile(OPTIONS))(plain))
