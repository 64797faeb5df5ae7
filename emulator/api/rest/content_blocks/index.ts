// The endpoints below /content_blocks, but their translations.
import type { Endpoint } from '../../endpoint.ts'
import { createContentBlock } from './create.ts'
import { showContentBlock } from './info.ts'
import { listContentBlocks } from './list.ts'
import { updateContentBlock } from './update.ts'

export const endpoints: readonly Endpoint[] = [listContentBlocks, showContentBlock, createContentBlock, updateContentBlock]
