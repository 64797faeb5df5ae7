// The endpoints below /media_library.
import type { Endpoint } from '../../endpoint.ts'
import { createAsset } from './create.ts'
import { replaceAssetFile } from './replace_file.ts'

export const endpoints: readonly Endpoint[] = [createAsset, replaceAssetFile]
