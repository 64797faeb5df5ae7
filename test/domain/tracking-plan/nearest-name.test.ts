// The name that was probably meant, and the names that are too far from it.
import { expect, test } from 'vitest'
import { nearestName } from '../../../emulator/domain/tracking-plan/nearest-name.ts'

test.each([
  ['bougth', 'bought'], // two letters that changed places
  ['Bought', 'bought'],
  ['card added', 'card_added'],
  ['cardAdded', 'card_added'],
  ['CARD-ADDED', 'card_added'],
  ['card.added', 'card_added'],
  ['card_adde', 'card_added'],
  ['card_addedd', 'card_added'],
  ['palns', 'plans'],
  ['plam', 'plan'],
  ['ｐｌａｎ', 'plan'],
])('%s means %s', (name, meant) => expect(nearestName(name, ['opened', 'bought', 'card_added', 'plans', 'plan', '_'])).toBe(meant))

test.each([
  ['sold', ['bought', 'opened']],
  ['opened', ['closed']],
  ['id', ['ad']], // too short: every name is a letter away from another
  ['ab', ['ba']],
  ['plan', ['size']],
  ['', ['plan', '_']],
  ['plan', []],
])('%s is none of %j', (name, known) => expect(nearestName(name, known)).toBeUndefined())

test('the nearest of several, and never the name itself', () => {
  expect(nearestName('bought_item', ['bought_items_', 'bought_them', 'bought_item'])).toBe('bought_items_')
  expect(nearestName('card_viewd', ['card_view', 'card_viewed'])).toBe('card_view') // as near as the other: the first
  expect(nearestName('Plan', ['plam', 'plan'])).toBe('plan')
})
