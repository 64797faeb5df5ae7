// `npm start` and `npm test` on a fresh clone: installs when needed, builds when stale, then does what was asked. Needs nothing but Node.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [task = 'start', ...rest] = process.argv.slice(2)

function run(command, args, env = process.env) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env, shell: process.platform === 'win32' && command === 'npm' })
  if (error !== undefined) {
    console.error(`brazier: could not run ${command}: ${error.message}`)
    process.exit(2)
  }
  return status ?? 1
}

function install() {
  const marker = join(root, 'node_modules/.package-lock.json')
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs) return
  console.error('brazier: installing packages (once; better-sqlite3 may compile for a minute) …')
  const status = run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'])
  if (status !== 0) process.exit(status)
}

/** Builds when the sources are newer. What is wrong with a source is told by the compiler, without our own stack on top. */
async function freshBuild({ types, force = false }) {
  const { build, isFresh, declarations } = await import('./build.mjs')
  try {
    if (force || !isFresh()) await build({ types })
    else if (types && !existsSync(join(root, 'dist/types'))) declarations()
  } catch (error) {
    console.error(`brazier: the build failed: ${error.message}`)
    process.exit(1)
  }
}

/** Checks the types beside the build: each of the two keeps one core busy. Resolves with the compiler's status. */
function checkTypes() {
  const compiler = spawn(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', root], { cwd: root, stdio: 'inherit' })
  process.on('exit', () => compiler.kill())
  return new Promise((resolve) => compiler.on('exit', (status) => resolve(status ?? 1)))
}

/** Runs vitest and closes with its counts on a line of their own. */
function test() {
  const file = join(root, 'dist/test-results.json')
  rmSync(file, { force: true })
  const status = run(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'test/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...rest])
  if (existsSync(file)) {
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(file, 'utf8'))
    // A file that could not even be loaded has no tests to count, yet it failed
    const unread = testResults.filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed')).length
    console.log(`${numPassedTests} passed, ${numFailedTests + unread} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`)
  }
  return status
}

install()
switch (task) {
  case 'build':
    await freshBuild({ types: true, force: true })
    break
  case 'test': {
    const checked = checkTypes()
    await freshBuild({ types: true })
    const typed = await checked
    if (typed !== 0) console.error('brazier: the types are wrong (above); the tests run all the same')
    const tested = test()
    process.exit(tested === 0 ? typed : tested)
    break
  }
  case 'bench':
    await freshBuild({ types: false })
    process.exit(run(process.execPath, ['--expose-gc', join(root, 'test/bench/bench.mjs'), ...rest]))
    break
  default:
    await freshBuild({ types: false })
    process.argv = [process.argv[0], join(root, 'dist/brazier.cjs'), task, ...rest]
    createRequire(import.meta.url)('../dist/brazier.cjs')
}
