// Locales of a test's workspace, and what the translation endpoints say.
import { expect } from 'vitest'
import type { Emulator, Said } from './rest.ts'

export const ES = { uuid: '11111111-1111-4111-8111-111111111111', name: 'es-MX', country: 'MX', language: 'es', locale_key: 'es-mx' }
export const ZH = { uuid: '22222222-2222-4222-8222-222222222222', name: 'zh-HK', country: 'HK', language: 'zh', locale_key: 'zh-hk' }

/** Adds both to the multi-language settings. */
export async function addLocales(e: Emulator): Promise<void> {
  for (const { uuid, ...locale } of [ES, ZH]) expect((await e.admin('POST', '/locales', { id: uuid, ...locale })).status).toBe(201)
}

/** The message is `Hello!` with two tags. */
export const GREETING = '{% translation id_0 %}Hello!{% endtranslation %} <b>{%- translation "id_1" -%}My name{%endtranslation%}</b>'
export const SPANISH = { id_0: '¡Hola!', id_1: 'Me llamo {{${first_name}}}' }
export const CHINESE = { id_0: '你好', id_1: '我的名字' }

/** A refusal in the shape of these pages, with nothing else done. */
export const refusal = ({ status, body, kinds }: Said) => ({ status, body, kinds })
export const refused = (status: number, message: string) => ({ status, body: { errors: [{ message }] }, kinds: ['request.refused'] })
