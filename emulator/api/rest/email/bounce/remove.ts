// POST /email/bounce/remove: the address is written to again; its subscription state stays.
import { forAddresses } from '../lists.ts'

export const remove = forAddresses('/email/bounce/remove', 'email.bounce.remove', 'api/endpoints/email/post_remove_hard_bounces', (world, email) => world.emailLists.unbounce(email))
