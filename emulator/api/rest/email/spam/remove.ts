// POST /email/spam/remove
import { forAddresses } from '../lists.ts'

export const remove = forAddresses('/email/spam/remove', 'email.spam.remove', 'api/endpoints/email/post_remove_spam', (world, email) => world.emailLists.unmarkSpam(email))
