// Braze's own tags, in one list: those that need nothing of the world, and those that do.
import type { ConnectedContentCredentials } from '../../../domain/connected-content-credentials.ts'
import type { Catalogs } from '../../../domain/catalogs/catalogs.ts'
import type { CatalogItems } from '../../../domain/catalogs/items.ts'
import type { CatalogSelections } from '../../../domain/catalogs/selections.ts'
import type { ConnectedContent } from '../connected-content.ts'
import type { Tag } from '../tag.ts'
import { abortMessage } from './abort-message.ts'
import { catalogItems, catalogSelectionItems } from './catalog-items.ts'
import { connectedContent } from './connected-content.ts'
import { formFieldName } from './form-field-name.ts'
import { messageExtras } from './message-extras.ts'
import { promotion } from './promotion.ts'

/** Tags that need no world. */
export const tags: readonly Tag[] = [abortMessage, formFieldName, messageExtras, promotion]

type Nouns = { connectedContent: ConnectedContent; credentials: ConnectedContentCredentials; catalogs: Catalogs; catalogItems: CatalogItems; catalogSelections: CatalogSelections }
/** Every tag of one world. */
export const createTags = (nouns: Nouns): readonly Tag[] => [...tags, connectedContent(nouns), catalogItems(nouns), catalogSelectionItems(nouns)]
