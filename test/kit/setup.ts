// Runs before each test file: what a test opens is closed behind it. Here and not in the kits, because files of one worker share their modules.
import { afterEach } from 'vitest'
import { closeOpened } from './kernel.ts'
import { closeWorlds } from './world.ts'

afterEach(() => {
  closeWorlds()
  closeOpened()
})
