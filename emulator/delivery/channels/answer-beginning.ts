// The beginning of what an endpoint answers: enough to know what it said, however much it sends.
const MOST_READ = 16 * 1024 // the rest is not waited for

/** The first bytes of the body as text; what breaks off while it is read counts as its end. `whole`: there was no more. */
export async function beginning(response: Response): Promise<{ text: string; bytes: number; whole: boolean }> {
  const reader = response.body?.getReader()
  if (reader === undefined) return { text: '', bytes: 0, whole: true }
  const parts: Uint8Array[] = []
  let bytes = 0
  let whole = false
  try {
    while (bytes < MOST_READ) {
      const { done, value } = await reader.read()
      whole = done
      if (done) break
      parts.push(value)
      bytes += value.byteLength
    }
  } catch {
    // the status is what counts
  }
  await reader.cancel().catch(() => undefined)
  return { text: Buffer.concat(parts).subarray(0, MOST_READ).toString('utf8'), bytes, whole }
}
