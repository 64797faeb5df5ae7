// The public REST endpoints by family, in one array.
import type { Endpoint } from '../endpoint.ts'
import { endpoints as appGroupEndpoints } from './app_group/index.ts'
import { endpoints as campaignsEndpoints } from './campaigns/index.ts'
import { endpoints as canvasEndpoints } from './canvas/index.ts'
import { endpoints as catalogsEndpoints } from './catalogs/index.ts'
import { endpoints as cdiEndpoints } from './cdi/index.ts'
import { endpoints as contentBlocksEndpoints } from './content_blocks/index.ts'
import { endpoints as customAttributesEndpoints } from './custom_attributes/index.ts'
import { endpoints as emailEndpoints } from './email/index.ts'
import { endpoints as eventsEndpoints } from './events/index.ts'
import { endpoints as exportEndpoints } from './export/index.ts'
import { endpoints as feedEndpoints } from './feed/index.ts'
import { endpoints as kpiEndpoints } from './kpi/index.ts'
import { endpoints as mediaLibraryEndpoints } from './media_library/index.ts'
import { endpoints as messagesEndpoints } from './messages/index.ts'
import { endpoints as partnersEndpoints } from './partners/index.ts'
import { endpoints as preferenceCenterEndpoints } from './preference_center/index.ts'
import { endpoints as purchasesEndpoints } from './purchases/index.ts'
import { endpoints as scimEndpoints } from './scim/index.ts'
import { endpoints as segmentsEndpoints } from './segments/index.ts'
import { endpoints as sendsEndpoints } from './sends/index.ts'
import { endpoints as sessionsEndpoints } from './sessions/index.ts'
import { endpoints as smsEndpoints } from './sms/index.ts'
import { endpoints as subscriptionEndpoints } from './subscription/index.ts'
import { endpoints as templatesEndpoints } from './templates/index.ts'
import { endpoints as transactionalEndpoints } from './transactional/index.ts'
import { endpoints as translationsEndpoints } from './translations/index.ts'
import * as users from './users/index.ts'

export const restEndpoints: readonly Endpoint[] = [
  ...Object.values(users),
  ...messagesEndpoints,
  ...campaignsEndpoints,
  ...canvasEndpoints,
  ...transactionalEndpoints,
  ...sendsEndpoints,
  ...emailEndpoints,
  ...smsEndpoints,
  ...subscriptionEndpoints,
  ...preferenceCenterEndpoints,
  ...catalogsEndpoints,
  ...cdiEndpoints,
  ...contentBlocksEndpoints,
  ...templatesEndpoints,
  ...mediaLibraryEndpoints,
  ...appGroupEndpoints,
  ...scimEndpoints,
  ...customAttributesEndpoints,
  ...eventsEndpoints,
  ...purchasesEndpoints,
  ...kpiEndpoints,
  ...sessionsEndpoints,
  ...segmentsEndpoints,
  ...exportEndpoints,
  ...feedEndpoints,
  ...partnersEndpoints,
  ...translationsEndpoints,
]
