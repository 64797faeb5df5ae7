// The declarations of the package: what its exports need and no more, in imports that every TypeScript resolves.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'

// Where the public types end: behind these stand the database and every noun, which no user names, and whose types want packages that no user has
const OPAQUE = {
  'emulator/world': 'export type World = any;\n',
  'emulator/kernel/db': 'export type Db = any;\nexport type Sqlite = any;\nexport type Statement<P = any, R = any> = any;\nexport type Migration = string;\n',
}

const IMPORT = /(from\s*|import\s*\(\s*|import\s+)(["'])(\.[^"']*)\.ts\2/g

/** Writes declarations of `entries` and of what they import to the folder `to`. Throws when TypeScript wrote too little. */
export function writeDeclarations({ root, entries, to }) {
  const work = mkdtempSync(join(tmpdir(), 'brazier-types-'))
  try {
    const project = join(work, 'tsconfig.json')
    writeFileSync(project, JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      include: [join(root, 'emulator'), join(root, 'sdk-shims'), join(root, 'scenarios')],
      compilerOptions: { rootDir: root, outDir: join(work, 'all'), typeRoots: [join(root, 'node_modules/@types')], emitDeclarationOnly: true, declaration: true },
    }))
    const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], { encoding: 'utf8', cwd: root })
    const files = collect(join(work, 'all'), entries.map((entry) => entry.replace(/\.ts$/, '')), stdout)
    rmSync(to, { recursive: true, force: true })
    for (const [name, text] of files) {
      const file = join(to, `${name}.d.ts`)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** The declarations that the entries reach, by module name. */
function collect(from, entries, said) {
  const files = new Map()
  const wanted = [...entries]
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (files.has(name)) continue
    if (OPAQUE[name] !== undefined) {
      files.set(name, OPAQUE[name])
      continue
    }
    const file = join(from, `${name}.d.ts`)
    if (!existsSync(file)) throw new Error(`TypeScript wrote no declarations of ${name}.ts:\n${said}`)
    const text = readFileSync(file, 'utf8')
    for (const [, , , path] of text.matchAll(IMPORT)) wanted.push(relative(from, resolve(dirname(file), path)))
    files.set(name, text.replace(IMPORT, '$1$2$3.js$2'))
  }
  return files
}
