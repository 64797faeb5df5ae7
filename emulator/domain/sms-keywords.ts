// Words that people text and what they mean: opt-in, opt-out, help, categories of one's own, in several languages; and what is nearly an opt-out. docs: keyword_processing/{optin_optout,keyword_handling,fuzzy_opt_out,double_opt_in}

/** Words of a category (beside the default ones) and the answer that it gets. */
export type KeywordSet = { keywords?: string[] | undefined; response?: string | undefined }
export type LanguageKeywords = { opt_in?: KeywordSet | undefined; opt_out?: KeywordSet | undefined; help?: KeywordSet | undefined; custom?: (KeywordSet & { name: string })[] | undefined }
export type Keywords = LanguageKeywords & {
  /** Sets for other languages, by their code; English is the group's own. */
  languages?: Record<string, LanguageKeywords> | undefined
  fuzzy_opt_out?: { enabled: boolean; response?: string | undefined } | undefined
  /** With it an opt-in word is answered with `prompt`, and one of `keywords` confirms. */
  double_opt_in?: { enabled: boolean; prompt?: string | undefined; keywords: string[]; response?: string | undefined } | undefined
}
/** `category`: opt_in, opt_out, help, opt_in_confirmation, other, or the name of one's own. */
export type Matched = { category: string; language: string; response: string | null }

export const ENGLISH = 'en'
const GLOBAL = ['opt_in', 'opt_out', 'help'] as const
/** "Non-English languages do not come with preset keywords and responses." The answers are set up with Braze; these are Brazier's. */
const DEFAULTS: Record<(typeof GLOBAL)[number], { keywords: readonly string[]; response: string }> = {
  opt_in: { keywords: ['START', 'YES', 'UNSTOP'], response: 'You have been subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Message and data rates may apply.' },
  opt_out: { keywords: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT'], response: 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.' },
  help: { keywords: ['HELP', 'INFO'], response: 'Reply STOP to unsubscribe. Message and data rates may apply.' },
}
const FUZZY_RESPONSE = 'To unsubscribe from all messages, please reply with the word STOP.'
const PROMPT = 'Reply {keyword} to confirm that you want to receive messages from this number. Message and data rates may apply.'

const MOST_KEYWORDS = 20 // "Maximum of 20 keywords per category total"
const KEYWORD_CHARS = 34
const RESPONSE_CHARS = 300
const MOST_CATEGORIES = 25 // "up to 25 of your own keyword categories"

const upper = (word: string): string => word.trim().toUpperCase()
const NO_SET: KeywordSet = {}

/** Every category of a language with its words in upper case. */
function categoriesOf(language: string, set: LanguageKeywords): { category: string; place: string; words: string[]; response: string | undefined }[] {
  const own = GLOBAL.flatMap((category) => {
    const { keywords = [], response } = set[category] ?? NO_SET
    const preset = language === ENGLISH ? DEFAULTS[category] : undefined
    return [{ category, place: category, words: [...new Set([...(preset?.keywords ?? []), ...keywords.map(upper)])], response: response ?? preset?.response }]
  })
  return [...own, ...(set.custom ?? []).map(({ name, keywords = [], response }, index) => ({ category: name, place: `custom.${index}`, words: keywords.map(upper), response }))]
}

const languagesOf = (keywords: Keywords): [string, LanguageKeywords][] => [[ENGLISH, keywords], ...Object.entries(keywords.languages ?? {})]

/** What is wrong with a group's keywords: where, and why. */
export function keywordProblems(keywords: Keywords): { path: string; why: string }[] {
  const problems: { path: string; why: string }[] = []
  const seen = new Map<string, string>()
  const judge = (path: string, words: readonly string[], response: string | undefined): void => {
    if (words.length > MOST_KEYWORDS) problems.push({ path: `${path}.keywords`, why: `a category has at most ${MOST_KEYWORDS} keywords` })
    for (const word of words) {
      if (word === '' || [...word].length > KEYWORD_CHARS || /\s/.test(word)) problems.push({ path: `${path}.keywords`, why: `a keyword has 1 to ${KEYWORD_CHARS} characters and no spaces: '${word}'` })
      const other = seen.get(word)
      if (other !== undefined && other !== path) problems.push({ path: `${path}.keywords`, why: `'${word}' is a keyword of ${other} too` })
      else seen.set(word, path)
    }
    if (response !== undefined && (response.trim() === '' || [...response].length > RESPONSE_CHARS)) problems.push({ path: `${path}.response`, why: `a response has 1 to ${RESPONSE_CHARS} characters` })
  }
  for (const [language, set] of languagesOf(keywords)) {
    const at = language === ENGLISH ? '' : `languages.${language}.`
    if ((set.custom ?? []).length > MOST_CATEGORIES) problems.push({ path: `${at}custom`, why: `there are at most ${MOST_CATEGORIES} categories of one's own` })
    for (const { place, words, response } of categoriesOf(language, set)) judge(`${at}${place}`, words, response)
  }
  if (Object.hasOwn(keywords.languages ?? {}, ENGLISH)) problems.push({ path: `languages.${ENGLISH}`, why: 'English is what stands beside languages, not in it' })
  // A word that confirms may be an opt-in word as well: which one is meant depends on whether the user was asked
  if (keywords.double_opt_in?.enabled === true && keywords.double_opt_in.keywords.length === 0) problems.push({ path: 'double_opt_in.keywords', why: 'at least one keyword confirms the opt-in' })
  return problems
}

const QWERTY = ['QWERTYUIOP', 'ASDFGHJKL', 'ZXCVBNM']
const besides = (letter: string): string[] =>
  QWERTY.flatMap((row) => {
    const at = row.indexOf(letter)
    return at < 0 ? [] : [row[at - 1], row[at + 1]].filter((one) => one !== undefined)
  })

/**
 * "If switching a letter with the letter one to the left or right of it on a QWERTY keyboard yields a matching opt-out keyword", or "a substring of the message matches" one.
 * The page's example `Stpo` has two letters in each other's place: that counts too.
 */
function isFuzzy(text: string, words: readonly string[]): boolean {
  if (words.some((word) => text.includes(word))) return true
  const letters = [...text]
  return letters.some((letter, at) => {
    const swapped = [...letters.slice(0, at), letters[at + 1] ?? '', letter, ...letters.slice(at + 2)].join('')
    return words.includes(swapped) || besides(letter).some((other) => words.includes([...letters.slice(0, at), other, ...letters.slice(at + 1)].join('')))
  })
}

/** "Only the exact, single-word message will be processed (case insensitive)." `asked`: the number was sent the prompt of a double opt-in. */
export function matchKeyword(keywords: Keywords, body: string, { asked }: { asked: boolean }): Matched {
  const text = upper(body)
  const { double_opt_in, fuzzy_opt_out } = keywords
  if (asked && double_opt_in?.enabled === true && double_opt_in.keywords.map(upper).includes(text)) return { category: 'opt_in_confirmation', language: ENGLISH, response: double_opt_in.response ?? DEFAULTS.opt_in.response }
  for (const [language, set] of languagesOf(keywords)) {
    const found = categoriesOf(language, set).find(({ words }) => words.includes(text))
    if (found !== undefined) return { category: found.category, language, response: found.response ?? null }
  }
  if (fuzzy_opt_out?.enabled === true && isFuzzy(text, categoriesOf(ENGLISH, keywords).find(({ category }) => category === 'opt_out')!.words)) return { category: 'other', language: ENGLISH, response: fuzzy_opt_out.response ?? FUZZY_RESPONSE }
  return { category: 'other', language: ENGLISH, response: null }
}

/** What a user is asked who wants to subscribe. */
export const promptOf = ({ double_opt_in }: Keywords): string => double_opt_in?.prompt ?? PROMPT.replace('{keyword}', double_opt_in?.keywords[0] ?? 'Y')
