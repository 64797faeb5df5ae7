// GET /_hosted/:workspace/exports/<object_prefix>.zip: an export of users, made while it is sent. Not there before it is ready, nor after its hours.
import { Fault, Reply } from '../endpoint.ts'
import { hosted } from './realm.ts'

export const exportFile = hosted({
  method: 'GET',
  path: '/exports/:name',
  handle({ world, params }) {
    const object_prefix = /^(.+)\.zip$/.exec(params['name']!)?.[1]
    const zip = object_prefix === undefined ? undefined : world.userExports.zip(object_prefix)
    if (zip === undefined) throw new Fault(404, { message: 'Not Found' })
    return new Reply({ status: 200, headers: { 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${object_prefix!}.zip"`, 'cache-control': 'no-store' }, body: zip })
  },
})
