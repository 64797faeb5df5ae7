// Every shipped scenario about in-app messages, cards, Connected Content and the channels (rows 15 to 18) finds the defects it is there for.
import * as broken from './broken-emulators.ts'
import { brokenForAll, brokenForDevices, proveAbleToFail } from './can-fail.ts'
import type { Proof } from './can-fail.ts'

const edited = (from: string | RegExp, to: string) => (body: Record<string, any>) => JSON.parse(JSON.stringify(body).replaceAll(typeof from === 'string' ? from : new RegExp(from.source, 'g'), to)) as Record<string, any>

const proofs: readonly Proof[] = [
  [/an in-app message is shown for an event/, 'forgets what the event must say', broken.campaigns((body) => ({ ...body, trigger: { ...body['trigger'], property_filters: [] } })), /expect\.noInAppMessage/],
  [/an in-app message is shown for an event/, 'forgets the audience', broken.campaigns(({ audience: _, ...body }) => body), /expect\.noInAppMessage\(the \w+ device\)[^]*One more, Bob/],
  [/an in-app message is shown for an event/, 'sends no triggers', broken.answers('/api/v3/data', (body) => ({ ...body, ...(body['triggers'] === undefined ? {} : { triggers: [] }) })), /no in-app message is on screen/],
  [/an in-app message is shown for an event/, 'leaves Liquid as it is', broken.answers('/api/v3/data', edited('One more, Mel?', 'One more, {{${first_name}}}?')), /header: expected 'One more, Mel\?'/],
  [/an in-app message is shown for an event/, 'drops impressions', broken.without('si'), /impressions: expected 1, was 0/],
  [/an in-app message is shown for an event/, 'drops clicks of buttons', broken.without('sbc'), /second_button_clicks: expected 1, was 0/],
  [/an in-app message is shown for an event/, 'takes the second button for the first', broken.events((event) => [event['name'] === 'sbc' ? { ...event, data: { ...event['data'], bid: 0 } } : event]), /first_button_clicks: expected 0, was 1/],
  [/an in-app message is shown for an event/, 'sees no conversion', broken.campaigns(({ conversion_behaviors: _, ...body }) => body), /conversions: expected 1, was 0/],
  [/an in-app message at session start/, 'sends it again', broken.campaigns((body) => ({ ...body, reeligibility_seconds: 0 })), /expect\.noInAppMessage/],
  [/an in-app message at session start/, 'counts impressions twice', broken.counts((row) => ({ ...row, impressions: row['impressions'] * 2 })), /impressions: expected 1, was 2/],
  [/an in-app message at session start/, 'drops impressions', broken.without('si'), /impressions: expected 1, was 0/],

  [/Content Cards reach the feed/, 'answers no cards', broken.answers('/api/v3/content_cards', (body) => ({ ...body, cards: [] })), /expect\.cards.*\n {2}it: expected 2 item\(s\), there are 0/],
  [/Content Cards reach the feed/, 'gives cards to everybody', broken.campaigns(({ audience: _, ...body }) => body), /expect\.cards.*\n {2}it: expected 0 item\(s\), there are 2/],
  [/Content Cards reach the feed/, 'forgets what is pinned', broken.bodies(({ pinned: _, ...message }) => message), /expect\.cards/],
  [/Content Cards reach the feed/, 'leaves the link out', broken.answers('/api/v3/content_cards', (body) => ({ ...body, cards: body['cards']?.map(({ u: _, ...card }: any) => card) })), /url: expected 'https:\/\/example\.com\/sale'|expected 2 item\(s\), there are/],
  [/Content Cards reach the feed/, 'drops impressions', broken.without('cci'), /total_impressions: expected 1, was 0/],
  [/Content Cards reach the feed/, 'counts clicks twice', broken.twice('ccc'), /total_clicks: expected 1, was 2/],
  [/Content Cards reach the feed/, 'drops dismissals', broken.without('ccd'), /expect\.cards.*\n {2}it: expected 1 item\(s\), there are 2/],
  [/Content Cards reach the feed/, 'leaves the cards of a stopped campaign', broken.requests('/_emulator/campaigns/rules/stop', () => ({})), /expect\.cards.*\n {2}it: expected 0 item\(s\), there are 1/],

  [/what a service says/, 'asks nobody', broken.campaigns(edited(/\{% connected_content[^%]*%\}/, '')), /what the phones show/],
  [/what a service says/, 'asks for the same city always', broken.campaigns(edited('{{${city} | url_param_escape}}', 'Oslo')), /what the phones show[^]*New Delhi/],
  [/what a service says/, 'sends without an answer', broken.campaigns(edited(/\{% if w.*?endif %\}/, '')), /what the phones show[^]*Atlantis/],
  [/what a service says/, 'asks each time', broken.campaigns(edited(':save w', ':save w :no_cache')), /calls while the answer is kept/],
  [/asks a service at the moment/, 'asks nobody', broken.campaigns(edited(/\{% connected_content[^%]*%\}/, '')), /message: expected '-3 degrees in Oslo'/],
  [/asks a service at the moment/, 'has no templates for SDKs', broken.deaf(/\/api\/v3\/template/, { error: 'Not Found' }, 404), /no in-app message is on screen/],

  [/email: opened/, 'tracks no links', broken.answers('/_emulator/messages', edited('/links/', '/lost/')), /the addresses in the mail/],
  [/email: opened/, 'counts no opens', broken.deaf(/\/opens\//, 'GIF'), /opens: expected 1, was 0/],
  [/email: opened/, 'counts no clicks', broken.deaf(/\/links\//, '', 302), /where the link leads/],
  [/email: opened/, 'counts clicks twice', broken.counts((row) => ({ ...row, clicks: (row['clicks'] as number) * 2 })), /clicks: expected 1, was 2/],
  [/email: opened/, 'unsubscribes nobody', broken.deaf(/\/subscription\//, 'unsubscribed'), /email_subscribe: expected 'unsubscribed', was 'subscribed'/],
  [/email: opened/, 'sends to everybody all the same', broken.campaigns((body) => ({ ...body, subscription_targeting: 'all' })), /reason: expected 'unsubscribed'|expect\.message\('mel', 'email'\)/],
  [/email: opened/, 'takes every address for a good one', broken.requests('/users/track', edited('bob+bounce', 'bob')), /delivered: expected 1, was 2/],

  [/sms: a short link/, 'shortens nothing', broken.bodies(({ link_shortening: _, ...message }) => message), /\/sale/],
  [/sms: a short link/, 'counts no clicks', broken.counts((row) => ({ ...row, clicks: 0 })), /clicks: expected 1, was 0/],
  [/sms: a short link/, 'knows no keywords', broken.defined('subscription_groups', ({ keywords: _, ...body }) => body), /Nine to five/],
  [/sms: a short link/, 'does not hear STOP', broken.requests('/_emulator/inbound/sms', edited('STOP', 'Go on')), /the state of the user/],
  [/sms: a short link/, 'sends to who never subscribed', broken.requests('/users/track', (body) => ({ ...body, attributes: body['attributes'].map((one: any) => ({ ...one, subscription_groups: [{ subscription_group_id: 'texts', subscription_state: 'subscribed' }] })) })), /expect\.message\('bob', 'sms'\)/],
  [/WhatsApp: a template/, 'forgets who has read it', broken.counts((row) => ({ ...row, read: 0 })), /read: expected 1, was 0/],
  [/WhatsApp: a template/, 'hears no replies', broken.deaf(/\/inbound\//), /whats_app\.inbound_received/],
  [/WhatsApp: a template/, 'answers other words', broken.campaigns(edited('"where"', '"who"')), /expect\.message\('mel', 'whats_app'\)/],
  [/LINE: who follows/, 'hears of no followers', broken.deaf(/\/inbound\/line$/), /expect\.message\('mel', 'line'\)/],
  [/LINE: who follows/, 'forgets the subscription group', broken.bodies(({ subscription_group_id: _, ...message }) => message), /expect\.message\('mel', 'line'\)/],
  [/LINE: who follows/, 'writes to who has left', broken.requests('/_emulator/inbound/line', edited('"unfollow"', '"follow"')), /line\.sent/],

  [/webhook: posted/, 'posts nothing', broken.campaigns((body) => ({ ...body, audience: { filters: { filter: 'custom_event', name: 'never', cmp: 'more_than', value: 0 } } })), /what the service got/],
  [/webhook: posted/, 'leaves Liquid as it is', broken.campaigns(edited('{{${city}}}', 'nowhere')), /what the service got|city/],
  [/webhook: posted/, 'leaves headers out', broken.bodies(({ headers: _, ...message }) => message), /headers/],
  [/webhook: posted/, 'counts no errors', broken.counts((row) => ({ ...row, errors: 0 })), /errors: expected 1, was 0/],

  [/push: one campaign reaches/, 'has no Kindle', broken.bodies((message) => (message['channel'] === 'kindle_push' ? { ...message, channel: 'android_push' } : message)), /what kindle_push shows|android_push/],
  [/push: one campaign reaches/, 'leaves the link out', broken.bodies(({ action: _, ...message }) => message), /what web_push shows/],
  [/push: one campaign reaches/, 'drops opens', broken.without('pc'), /direct_opens: expected 1, was 0/],
  [/push: one campaign reaches/, 'ignores tokens', broken.withoutTokens, /what web_push shows/],

  [/a Banner stands at its placement/, 'forgets priorities', broken.defined('banners', ({ priority: _, ...body }) => ({ ...body, priority: body['id'] === 'summer' ? 'high' : 'low' })), /expect\.banner\(.*'home'\)[^]*Gold/],
  [/a Banner stands at its placement/, 'forgets the audience', broken.defined('banners', ({ audience: _, ...body }) => body), /expect\.banner\(.*'home'\)[^]*Summer, Bob/],
  [/a Banner stands at its placement/, 'answers no Banners', broken.answers('/api/v3/banners', (body) => ({ ...body, ...(body['banners'] === undefined ? {} : { banners: [] }) })), /nothing stands at this placement/],
  [/a Banner stands at its placement/, 'drops impressions', broken.without('bi'), /total_impressions: expected 1, was 0/],
  [/a Banner stands at its placement/, 'counts clicks twice', broken.twice('bc'), /total_clicks: expected 1, was 2/],
  [/a Banner stands at its placement/, 'drops dismissals', broken.without('bd'), /total_dismissals: expected 1, was 0/],
]

await proveAbleToFail('channels', proofs, { blanket: brokenForAll, ofDevices: brokenForDevices, atLeast: 2, elsewhere: 2 })
