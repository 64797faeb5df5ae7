// CSS inlining: rules of the style elements become style attributes; media queries and pseudo-classes stay where they are. docs: email/html_editor/css_inline
import { lazy } from '../../../kernel/lazy.ts'
import { Unsendable } from '../channel.ts'
import { asideFromLiquid } from './liquid-aside.ts'

type Juice = (html: string, options: object) => string
const juice = lazy<Juice>('juice')

const OPTIONS = { preserveMediaQueries: true, preserveFontFaces: true, preserveKeyFrames: true, preservePseudos: true, applyWidthAttributes: false, applyHeightAttributes: false }
/** Rules times elements, roughly: each rule is tried on each element, and a mail that takes minutes would hold up everything else. */
const MOST_TRIES = 500_000
const MARKUP = /<style\b|<\/style|<[a-z!/]|>|\{%|\{\{/gi

/** True when Liquid stands among styles, or decides on attributes. */
function liquidInMarkup(html: string): boolean {
  let [tag, style] = [false, false]
  for (const [mark] of html.matchAll(MARKUP)) {
    if (mark === '{%' || mark === '{{') {
      if (style || (tag && mark === '{%')) return true
    } else if (mark === '>') tag = false
    else {
      tag = true
      if (mark.toLowerCase() === '<style') style = true
      else if (mark.toLowerCase() === '</style') style = false
    }
  }
  return false
}

/**
 * True when the styles of a template can be inlined once for all users: nothing that Liquid puts in brings elements, attributes or rules of its own.
 * Braze does not say whether it inlines before or after Liquid; both give the same then.
 */
export const inlinesOnce = (html: string): boolean => !/\{\{\s*content_blocks\s*\./.test(html) && !liquidInMarkup(html)

/** The HTML with its styles on the elements; Liquid in it stays as it is. Throws Unsendable for HTML that can not be read, or has too many rules. */
export function inlineCss(html: string): string {
  if (!/<style\b/i.test(html)) return html
  const tries = (html.split('{').length - 1) * (html.split('<').length - 1)
  if (tries > MOST_TRIES) throw new Unsendable('too_large', { member: 'body', why: 'it has too many CSS rules for its elements to be inlined', rules_times_elements: tries, most: MOST_TRIES })
  try {
    return asideFromLiquid(html, (plain) => juice()(plain, OPTIONS))
  } catch (error) {
    throw new Unsendable('incomplete', { member: 'body', why: `its CSS can not be inlined: ${String((error as Error).message ?? error).slice(0, 200)}` })
  }
}
