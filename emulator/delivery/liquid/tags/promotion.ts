// {% promotion('snippet') %}: a code of a promotion code list, the same one in the whole message. docs: promotion_codes/manage
import { Unsendable } from '../../channels/channel.ts'
import type { Tag } from '../tag.ts'

const TAG = /\{%-?\s*promotion\s*(?:\(\s*)?(['"])([^'"]*)\1/g

/** The lists that a text names anywhere: each gives a code, also in a branch that is not taken. docs: promotion_codes ("all codes in the Liquid are deducted") */
export const listsIn = (text: string): string[] => (text.includes('promotion') ? [...text.matchAll(TAG)].map(([, , snippet]) => snippet!) : [])

export const promotion: Tag = {
  name: 'promotion',
  run({ args, session }) {
    const snippet = /^\(?\s*(['"])([^'"]*)\1\s*\)?$/.exec(args)?.[2]
    if (snippet === undefined) throw new Error(`promotion takes the snippet of a list in quotes, not '${args}'`)
    if (session === undefined) throw new Error('promotion can not be used here')
    // docs: transactional_message_api_campaign, banners
    if (session.transactional || session.channel === 'banner') throw new Error(`promotion is not available in ${session.transactional ? 'transactional email' : 'Banners'}`)
    const code = session.code(snippet)
    if (code === undefined) throw new Unsendable('no_promotion_codes', { code_snippet: snippet })
    return code
  },
}
