// Email: whom it reaches, what the provider gets, opens and clicks. docs: user_guide/channels/email
import type { Messages } from '../../domain/messages/messages.ts'
import { passes, stops } from '../gates/gate.ts'
import type { Channel } from './channel.ts'

export function createEmail({ messages }: { messages: Messages }): Channel {
  return {
    consent: ({ targeting, transactional }, { email_subscribe: state }) =>
      transactional || targeting === 'all' || state === 'opted_in' || (targeting === 'subscribed' && state === 'subscribed') ? passes('subscription', { state }) : stops('subscription', state === 'unsubscribed' ? 'unsubscribed' : 'not_opted_in', { state }),
    reach: (_, { email }) => (email === null ? { reason: 'no_address' } : { targets: [{ address: email }] }),
    compose: ({ body, target }) => ({ to: target.address, ...body }),
    handOver(message) {
      messages.happened(message, 'email.sent')
      messages.happened(message, 'email.delivered')
      messages.change(message.id, { status: 'delivered' })
    },
    engage: {
      open: (message, data) => void messages.happened(message, 'email.opened', data),
      click: (message, data) => void messages.happened(message, 'email.clicked', data),
    },
  }
}
