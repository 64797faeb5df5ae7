// What a device gets that asks for cards: first those are made that waited for it, then it is told what it lacks; and which events of the user take cards away. docs: developer_guide/content_cards, card_creation ("Removal event")
import type { App } from '../../domain/apps.ts'
import type { Cards, CardSync, Marks } from '../../domain/cards/cards.ts'
import type { ProfileRow, Profiles } from '../../domain/profiles/profiles.ts'
import type { Db } from '../../kernel/db.ts'
import type { Journal } from '../../kernel/journal.ts'
import type { Trigger } from '../triggers/match.ts'
import { matchesTrigger } from '../triggers/match.ts'
import type { DueCard, FirstImpressions } from './first-impressions.ts'

type Asked = { profile: ProfileRow; app: App; device_id: string; marks: Marks }
/** Answered at once, or after what is due was rendered. */
export type Begun = { answer: CardSync } | { asked: Asked; due: DueCard[] }

/** For a user who was deleted while his cards were made: the device begins anew. */
const NOTHING: CardSync = { cards: [], full_sync: true, last_full_sync_at: 0, last_card_updated_at: 0 }

type Nouns = { db: Db; journal: Journal; profiles: Profiles; cards: Cards; firstImpressions: FirstImpressions }

/** The card syncs of one world. */
export function createCardSyncs({ db, journal, profiles, cards, firstImpressions }: Nouns) {
  const answer = ({ profile, app, device_id, marks }: Asked): CardSync => cards.sync(profile, { app_id: app.app_id, device_id, platform: app.platform }, marks)

  journal.observe(['custom_event.logged', 'purchase.made'], (row) => {
    const profile = row.profile === null ? undefined : profiles.byBrazeId(row.profile)
    if (profile === undefined) return
    for (const card of cards.removable(profile)) {
      const event = (JSON.parse(card.removal!) as Trigger[]).find((trigger) => matchesTrigger(trigger, row, profile))
      if (event !== undefined) cards.remove(card, profile.braze_id, { why: 'removal_event', event })
    }
  })

  return {
    /** Inside a transaction. */
    begin(asked: Asked): Begun {
      const due = firstImpressions.due(asked.profile)
      return due.length === 0 ? { answer: answer(asked) } : { asked, due }
    },
    /** Outside of one. */
    async finish(begun: Begun): Promise<CardSync> {
      if ('answer' in begun) return begun.answer
      await firstImpressions.make(begun.due)
      const { asked } = begun
      return db.tx(() => {
        const profile = profiles.heirByBrazeId(asked.profile.braze_id)
        return profile === undefined ? NOTHING : answer({ ...asked, profile })
      })
    },
  }
}

export type CardSyncs = ReturnType<typeof createCardSyncs>
