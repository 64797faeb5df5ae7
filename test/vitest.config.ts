// Tests: `.sql` files are imported as text, as in the build; workers take the files in turn.
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [{ name: 'sql-as-text', transform: (code: string, id: string) => (id.endsWith('.sql') ? `export default ${JSON.stringify(code)}` : undefined) }],
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Loading the emulator for each of 230 files took a third of the time: files of one worker share the modules, worlds they do not
    isolate: false,
    // Half as many again as there are cores: browsers and child processes are waited for, and the time is somebody else's then
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    setupFiles: ['test/kit/setup.ts'],
  },
})
