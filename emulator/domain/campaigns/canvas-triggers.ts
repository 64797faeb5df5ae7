// Triggers in a Canvas: as everywhere, but that a property filter may compare with a context variable or a custom attribute. docs: context_variables ("For Action Paths and exit criteria")
import { isObject } from './canvas-members.ts'
import type { Issue } from './messages.ts'
import { issue } from './messages.ts'
import { checkTrigger } from './triggers.ts'

const REFERENCES = ['context_variable', 'custom_attribute']

/** A filter whose `value` is `{context_variable: …}` or `{custom_attribute: …}`. */
const isReference = (filter: unknown): filter is { value: Record<string, unknown> } => isObject(filter) && isObject(filter['value']) && Object.keys(filter['value']).some((name) => REFERENCES.includes(name))

/** A conversion event without a campaign is the primary one of the Canvas itself. */
export function checkOwnConversion(path: string, trigger: unknown, conversions: number): Issue[] {
  if (!isObject(trigger) || conversions > 0) return []
  if (Array.isArray(trigger['any_of'])) return trigger['any_of'].flatMap((one: unknown, index) => checkOwnConversion(`${path}.any_of[${index}]`, one, conversions))
  return trigger['type'] === 'conversion_event' && trigger['campaign_id'] == null ? [issue(path, 'is the conversion event of the Canvas: conversion_behaviors are none')] : []
}

/** What is wrong with a trigger of action paths, exit criteria, a full step. `conversions`: how many conversion events the Canvas has. */
export function checkMoreTrigger(path: string, trigger: unknown, conversions: number): Issue[] {
  const filters = isObject(trigger) ? trigger['property_filters'] : undefined
  if (!isObject(trigger) || !Array.isArray(filters)) return [...checkTrigger(path, trigger), ...checkOwnConversion(path, trigger, conversions)]
  const wrong = filters.flatMap((filter: unknown, index) => {
    if (!isReference(filter)) return []
    const [name, ...more] = Object.entries(filter.value)
    return more.length === 0 && typeof name?.[1] === 'string' && name[1] !== '' ? [] : [issue(`${path}.property_filters[${index}].value`, 'must be {context_variable: name} or {custom_attribute: name}')]
  })
  // What is compared with is known only when somebody comes along: any text stands for it here, so that the rest is checked in its place
  const plain = filters.map((filter: unknown) => (isReference(filter) ? { name: 'x', cmp: 'is_not_blank' } : filter))
  return [...wrong, ...checkTrigger(path, { ...trigger, property_filters: plain })]
}
