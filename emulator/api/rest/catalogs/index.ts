// The endpoints below /catalogs.
import type { Endpoint } from '../../endpoint.ts'
import { createCatalog } from './create.ts'
import { deleteCatalog } from './delete.ts'
import { createFields } from './fields/create.ts'
import { deleteField } from './fields/delete.ts'
import { createItems } from './items/create.ts'
import { deleteItems } from './items/delete.ts'
import { editItems } from './items/edit.ts'
import { createItem } from './items/item/create.ts'
import { deleteItem } from './items/item/delete.ts'
import { editItem } from './items/item/edit.ts'
import { replaceItem } from './items/item/replace.ts'
import { showItem } from './items/item/show.ts'
import { listItems } from './items/list.ts'
import { replaceItems } from './items/replace.ts'
import { listCatalogs } from './list.ts'
import { createSelection } from './selections/create.ts'
import { deleteSelection } from './selections/delete.ts'

export const endpoints: readonly Endpoint[] = [
  listCatalogs, createCatalog, deleteCatalog,
  listItems, createItems, replaceItems, editItems, deleteItems,
  showItem, createItem, replaceItem, editItem, deleteItem,
  createFields, deleteField, createSelection, deleteSelection,
]
