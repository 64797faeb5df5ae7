// A script of the tests as one JavaScript file, so that a plain node process can run it.
import { build } from 'esbuild'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './sources.ts'

/** Bundles `entry` (packages stay outside) below test/artefacts; answers the file. */
export async function bundled(entry: string): Promise<string> {
  const outdir = join(ROOT, 'test/artefacts')
  mkdirSync(outdir, { recursive: true })
  const outfile = join(outdir, `${entry.replaceAll(/[^a-z0-9]+/g, '-')}-${process.pid}.mjs`)
  await build({ entryPoints: [join(ROOT, entry)], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', loader: { '.sql': 'text' }, logLevel: 'silent' })
  return outfile
}
