// Tests: `.sql` files are imported as text, as in the build; workers take the files in turn.
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import type { TestSpecification } from 'vitest/node'
import { BaseSequencer } from 'vitest/node'

/** Those of more than ten seconds: begun last, one of them would run alone at the end. Where nothing ran before, vitest cannot know. */
const LONG = ['adapters/cli/bootstrap', 'two-clients/same-journal', 'api/every-endpoint', 'docs/readme-examples', 'cli/live', 'browser/web-sdk-in-app-triggers', 'adapters/cli/refusals', 'adapters/cli/start', 'scenarios.test', 'two-clients/random-scripts']

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((name) => moduleId.includes(`/test/${name}`))
      return at < 0 ? LONG.length : at
    }
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [{ name: 'sql-as-text', transform: (code: string, id: string) => (id.endsWith('.sql') ? `export default ${JSON.stringify(code)}` : undefined) }],
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Loading the emulator for each of 230 files took a third of the time: files of one worker share the modules, worlds they do not
    isolate: false,
    // Half as many again as there are cores: browsers and child processes are waited for, and the time is somebody else's then
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    sequence: { sequencer: LongFirst },
    setupFiles: ['test/kit/setup.ts'],
  },
})
