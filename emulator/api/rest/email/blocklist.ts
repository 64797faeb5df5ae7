// POST /email/blocklist and its older name, POST /email/blacklist
import { forAddresses } from './lists.ts'

export const blocklist = forAddresses('/email/blocklist', 'email.blacklist', 'api/endpoints/email/post_blocklist', (world, email) => world.emailLists.block(email), ['documented'])
export const blacklist = forAddresses('/email/blacklist', 'email.blacklist', 'api/endpoints/email/post_blacklist', (world, email) => world.emailLists.block(email))
