// Campaigns, Canvases and segments that a row needs: made for it, taken away after it, also those that an interrupted walk has left.
import { NoAnswer } from '../target.ts'
import type { Wire } from '../wire.ts'

export type List = 'campaigns' | 'canvases' | 'segments'
/** Marks what is ours. */
export const PREFIX = 'brazier-live'

export type Definitions = ReturnType<typeof createDefinitions>

export function createDefinitions({ admin, adminBody }: Pick<Wire, 'admin' | 'adminBody'>) {
  const made: { list: List; id: string }[] = []

  /** It may have gone already: any answer will do. */
  async function drop(list: List, id: string): Promise<void> {
    const path = `/${list}/${encodeURIComponent(id)}`
    if (list !== 'segments') await admin('POST', `${path}/stop`, list === 'campaigns' ? { remove_cards: true } : undefined)
    await admin('DELETE', path)
  }
  return {
    /** Makes one; answers its id. What an earlier walk has left of that name goes first. */
    async make(list: List, name: string, body: object): Promise<string> {
      const id = `${PREFIX}-${name}`
      await drop(list, id)
      made.push({ list, id })
      await adminBody('POST', `/${list}`, { id, name: `Brazier live: ${name}`, ...body })
      return id
    },
    /** Something that was made by other means is taken away too. */
    note: (list: List, id: string): void => void made.push({ list, id }),
    /** Takes away all that was made. Does not throw when the emulator is gone. */
    async clear(): Promise<void> {
      try {
        for (const { list, id } of made.splice(0).reverse()) await drop(list, id)
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error
      }
    },
  }
}
