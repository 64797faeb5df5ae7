// Starts the command from its bundle with V8's compiled code kept beside it: a second start has nothing to compile.
'use strict'
const { readFileSync, writeFileSync, renameSync, statSync } = require('node:fs')
const { createRequire } = require('node:module')
const { join } = require('node:path')
const { Script } = require('node:vm')

const file = join(__dirname, 'brazier-main.cjs')
// V8 tells two bundles apart by their length only, so a build's cache is named after the build
const cacheFile = join(__dirname, `.brazier-main.${process.version}.${process.arch}.${Math.trunc(statSync(file).mtimeMs).toString(36)}.cache`)
let cachedData
try {
  cachedData = readFileSync(cacheFile)
} catch {
  cachedData = undefined // the first start of this build
}
// The bundle is pure ASCII, and read as such: decoding UTF-8 would cost as much as compiling. It has no import(): the build makes that require()
const script = new Script(`(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'latin1')}\n})`, { filename: file, cachedData })
const main = { exports: {} }
script.runInThisContext()(main.exports, createRequire(file), main, file, __dirname)

// Kept once what a start needs has been compiled; a folder that can not be written to only means slower starts
if (cachedData === undefined || script.cachedDataRejected)
  main.exports.whenStarted(() => {
    try {
      const fresh = `${cacheFile}.${process.pid}`
      writeFileSync(fresh, script.createCachedData())
      renameSync(fresh, cacheFile)
    } catch {
      return
    }
  })
