// Braze's own tags, in one list.
import type { Tag } from '../tag.ts'
import { formFieldName } from './form-field-name.ts'

export const tags: readonly Tag[] = [formFieldName]
