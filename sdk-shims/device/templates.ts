// templated_iam: the body of a message is asked for when its time has come (M10, M11; web wire 3, 4, 6, mobile wire 4.3). observed: web SDK 6.13.0 in Chromium (an empty answer, errors, status 500)
import type { Calls } from './calls.ts'
import type { Context, PendingDisplay } from './device-memory.ts'
import { aliasFields, aliased, envelope, signatureOf } from './envelope.ts'
import { configTime } from './server-config.ts'
import { taken } from './sync-state.ts'
import { permitFor } from './limiter.ts'
import type { JsonObject } from './wire-types.ts'

/** Web's own back-off of this call, in ms. */
const FIRST_RETRY_MS = 1000
const RETRY_SCALE = 3
const LONGEST_RETRY_MS = 60_000
const MAX_ATTEMPTS = 15

export type TemplateAnswers = {
  message(data: JsonObject): void
  /** The server stopped it: the next trigger's turn (M10). */
  refused(): void
}

export type Templates = {
  /** `data`: the trigger's; `timeoutMs` from the event on. */
  request(data: JsonObject, pending: PendingDisplay, timeoutMs: number, answers: TemplateAnswers): void
  reset(): void
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

export const createTemplates = (context: Context, calls: Calls): Templates => {
  const { wire, clock } = context
  const timers = new Set<() => void>()

  const later = (due: number, run: () => void): void => {
    const cancel = clock.at(due, () => { timers.delete(cancel); run() })
    timers.add(cancel)
  }

  const body = (triggerId: string, pending: PendingDisplay): JsonObject => {
    const { store } = context
    const event = pending.happening.event
    return {
      respond_with: {
        ...(store.userId === undefined ? {} : { user_id: store.userId }), ...aliasFields(context), config: { config_time: configTime(store.config) },
      },
      ...envelope(context),
      template: {
        trigger_id: triggerId, trigger_event_type: pending.happening.type,
        ...(event === undefined ? {} : { data: JSON.parse(JSON.stringify(aliased(context, event))) as JsonObject }),
      },
    }
  }

  const attempt = (triggerId: string, pending: PendingDisplay, timeoutMs: number, answers: TemplateAnswers, tries: number, lastSleep: number | undefined): void => {
    const { store, process } = context
    const user = store.userId
    if (process === undefined || store.disabled) return
    const mine = (): boolean => context.store === store && context.process === process && store.userId === user
    const permit = permitFor(context, 'template')
    if (!permit.granted) {
      if (wire.syncWithoutToken === 'delayed' && !permit.own) later(permit.at, () => attempt(triggerId, pending, timeoutMs, answers, tries, lastSleep))
      return
    }
    const sent = calls.send({
      endpoint: 'template', body: () => (mine() ? body(triggerId, pending) : undefined), signature: signatureOf(context), tokensLeft: permit.left,
    })
    void calls.track(sent.then(({ outcome, record }) => {
      // M11: nothing is shown to another user than the one it was made for.
      if (!mine()) return
      if (outcome.kind === 'ok') {
        const found = outcome.body['templated_message']
        // What iOS can not read is no message
        const [data] = isObject(found) && found['type'] === 'inapp' ? taken(context, 'message', [found['data'] ?? null], record) : []
        if (data !== undefined) answers.message(data)
        else if (wire.fallsBackWithoutTemplate) answers.refused()
      } else if (outcome.kind === 'lost' || (outcome.kind === 'failed' && outcome.authError !== undefined)) answers.refused()
      else if (outcome.kind === 'failed' && wire.retriesTemplates && tries + 1 < MAX_ATTEMPTS && clock.now() - pending.at < timeoutMs) {
        const last = lastSleep ?? FIRST_RETRY_MS
        const sleep = Math.min(timeoutMs, LONGEST_RETRY_MS, FIRST_RETRY_MS + context.random.unit() * (last * RETRY_SCALE - FIRST_RETRY_MS))
        later(clock.now() + Math.round(sleep) + outcome.retryAfterMs, () => attempt(triggerId, pending, timeoutMs, answers, tries + 1, sleep))
      }
    }))
  }

  return {
    request: (data, pending, timeoutMs, answers) => {
      const id = data['trigger_id']
      // M12: nothing is rendered for the control group where the trigger says so already (mobile wire 4.2).
      if (wire.platform !== 'web' && data['is_control'] === true) answers.message(data)
      else if (typeof id === 'string') attempt(id, pending, timeoutMs, answers, 0, undefined)
    },
    reset: () => {
      for (const cancel of timers) cancel()
      timers.clear()
    },
  }
}
