// A simple survey as devices get it: an HTML message. Each choice that is sent in is a button click by its id, and sets its custom attribute. docs: in_app_messages/message_types/simple_survey ("enable HTML in-app messages", "Currents"), get_campaign_details (`data.pages`). The page is Brazier's own: Braze does not publish its.
import type { Json } from '../outgoing.ts'
import { isObject } from '../channels/push/content.ts'

type Choice = { id: string; text: string; key: string | null; value: string | boolean; several: boolean }

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const escaped = (words: string): string => words.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`)
const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])
const wordsOf = (part: unknown): string => text(isObject(part) ? part['text'] : part)

const pagesOf = ({ data }: Json): Json[] => listOf(isObject(data) ? data['pages'] : undefined)
/** "Deleted survey choices … will not be shown". */
const shownOf = (page: Json | undefined): Json[] => listOf(page?.['choices']).filter(({ deleted }) => deleted !== true)
const questionOf = (body: Json): Json | undefined => pagesOf(body).find((page) => shownOf(page).length > 0)

/** True when there is something to choose. */
export const hasChoices = (body: Json): boolean => questionOf(body) !== undefined

/** "choices that share the same custom attribute name will be combined into an array"; one of its own may be a boolean, as in "notification preferences". */
function choicesOf(page: Json, multiple: boolean): Choice[] {
  const all = shownOf(page)
  return all.map(({ choice_id, text: words, custom_attribute_key, custom_attribute_value }, index) => {
    const key = text(custom_attribute_key) === '' ? null : text(custom_attribute_key)
    const several = multiple && all.filter((other) => text(other['custom_attribute_key']) === key).length > 1
    const value = text(custom_attribute_value)
    return { id: text(choice_id) || String(index), text: text(words), key, value: multiple && !several && ['true', 'false'].includes(value) ? value === 'true' : value, several }
  })
}

const SCRIPT = `
function end() { brazeBridge.closeMessage() }
document.getElementById('close').onclick = end
document.getElementById('survey').onsubmit = function (event) {
  event.preventDefault()
  var chosen = CHOICES.filter(function (_, index) { return document.getElementById('choice-' + index).checked })
  if (chosen.length === 0) return
  var user = brazeBridge.getUser()
  chosen.forEach(function (one) {
    brazeBridge.logClick(one.id)
    if (one.key !== null) one.several ? user.addToCustomAttributeArray(one.key, one.value) : user.setCustomUserAttribute(one.key, one.value)
  })
  brazeBridge.requestImmediateDataFlush()
  var thanks = document.getElementById('thanks')
  if (thanks === null) return end()
  event.target.hidden = true
  thanks.hidden = false
  document.getElementById('done').onclick = end
}`

/** `body`: after Liquid. `data.pages`: the first with choices is the question, a later one without any the confirmation; `multiple` of the question lets users choose several. */
export function surveyPage(body: Json): string {
  const pages = pagesOf(body)
  const page = questionOf(body) ?? {}
  const multiple = page['multiple'] === true
  const choices = choicesOf(page, multiple)
  const after = pages[pages.indexOf(page) + 1]
  const heading = (one: Json): string => [['h1', wordsOf(one['header'])], ['p', wordsOf(one['body'])]].flatMap(([tag, words]) => (words === '' ? [] : [`<${tag}>${escaped(words!)}</${tag}>`])).join('')
  const inputs = choices.map((one, index) => `<p><label><input type="${multiple ? 'checkbox' : 'radio'}" name="choice" id="choice-${index}" value="${escaped(one.id)}"> ${escaped(one.text)}</label></p>`).join('')
  const thanks = after === undefined ? '' : `<div id="thanks" hidden>${heading(after)}<button id="done" type="button">Close</button></div>`
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(wordsOf(page['header']) || 'Survey')}</title><style>body{display:flex;justify-content:center;align-items:center;min-height:100vh;margin:0;font-family:sans-serif}main{background:#fff;border-radius:8px;padding:24px;min-width:240px;box-shadow:0 0 16px #0006}#close{float:right}</style></head><body><main><button id="close" type="button" aria-label="Close">×</button><form id="survey">${heading(page)}${inputs}<button type="submit">Submit</button></form>${thanks}</main><script>var CHOICES = ${JSON.stringify(choices.map(({ text: _, ...rest }) => rest)).replaceAll('<', '\\u003c')}${SCRIPT}</script></body></html>`
}
