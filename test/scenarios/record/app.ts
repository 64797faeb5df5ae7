// A real app in tests of the recorder: headless devices at a running emulator over a port, each pause of the recorder one thing that the person does.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { fetchOf } from '../../../emulator/adapters/fetch.ts'
import { createCore } from '../../../emulator/index.ts'
import { runRecord } from '../../../scenarios/record/run-record.ts'
import type { RecordOptions, RecordTerminal } from '../../../scenarios/record/run-record.ts'
import { createStage } from '../../../scenarios/stage.ts'
import type { Stage } from '../../../scenarios/stage.ts'
import { START, wholeEmulator } from '../../../scenarios/target.ts'

/** An emulator on a port. */
export async function listening(adminToken?: string) {
  const core = createCore({ adminToken, onError: (error) => { throw error } })
  const answer = fetchOf(core)
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== 'connection' && name !== 'transfer-encoding')) as Record<string, string>
    const result = await answer(`http://localhost${request.url}`, { method: request.method!, headers, ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }) })
    response.writeHead(result.status, Object.fromEntries(result.headers)).end(Buffer.from(await result.arrayBuffer()))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const stop = (): void => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(() => {
    stop()
    core.close()
  })
  // The devices' time, and it runs: a real app's emulator is not held
  await fetch(`${url}/_emulator/clock`, { method: 'PUT', headers: { 'content-type': 'application/json', ...(adminToken === undefined ? {} : { authorization: `Bearer ${adminToken}` }) }, body: JSON.stringify({ mode: 'real', now: START }) })
  const { stage } = createStage(await wholeEmulator(url, { adminToken }))
  return { url, core, stage, stop }
}

/** Records what the person does, one thing a pause; then ends it. `before` happens before the recording. */
export async function recorded(acts: readonly ((stage: Stage) => unknown)[], { options = {}, before, emulator, terminal = {} }: { options?: Partial<RecordOptions>; before?: (stage: Stage) => Promise<unknown>; emulator?: Awaited<ReturnType<typeof listening>>; terminal?: Partial<RecordTerminal> } = {}) {
  const { url, stage } = emulator ?? (await listening())
  await before?.(stage)
  const cwd = mkdtempSync(join(tmpdir(), 'brazier-record-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  const stop = new AbortController()
  const left = [...acts]
  let [now, out, err] = [0, '', '']
  const code = await runRecord({ url, ...options }, {
    out: (text) => void (out += text), err: (text) => void (err += text), tty: false, cwd, signal: stop.signal, ownSchema: '/somewhere/scenario.schema.json',
    machine: {
      now: () => now,
      async pause(ms) {
        now += ms
        const act = left.shift()
        if (act === undefined) stop.abort()
        else await act(stage)
      },
    },
    ...terminal,
  })
  return { code, out, err, cwd }
}
