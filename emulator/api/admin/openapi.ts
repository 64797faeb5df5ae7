// The OpenAPI document of everything that answers.
import { openApiDocument } from '../openapi.ts'
import { admin } from './realm.ts'

export const openapi = admin({ method: 'GET', path: '/openapi.json', handle: ({ emulation }) => openApiDocument(emulation.endpoints(), emulation.version) })
