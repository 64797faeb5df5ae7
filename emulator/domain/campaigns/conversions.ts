// Conversion events A to D of a campaign or Canvas: types, windows, and what each type needs. docs: user_guide/.../conversion_events, api/endpoints/export/campaigns/get_campaign_details
import type { Issue } from './messages.ts'
import { issue } from './messages.ts'
import { checkPropertyFilters } from './property-filters.ts'

export const CONVERSION_TYPES = ['Starts Session', 'Makes Any Purchase', 'Makes Specific Purchase', 'Performs Custom Event', 'Upgrades App', 'Opens Email', 'Clicks Email', 'Places Order'] as const
/** What `Places Order` counts (early access). docs: conversion_events, ecommerce_events */
export const ORDER_PLACED = 'ecommerce.order_placed'
const MOST_EVENTS = 4 // A, B, C, D
const MEMBERS = ['type', 'window', 'product', 'custom_event_name', 'app_ids', 'property_filters']
const LONGEST_WINDOW = 30 * 86_400 // "up to 30 days"
/** In a Canvas. docs: user_guide/.../canvas/exit_criteria */
export const SHORTEST_CANVAS_WINDOW = 300

export type Conversion = { type: string; window: number; product?: string; custom_event_name?: string; app_ids?: string[] | null; [member: string]: unknown }

/** `app_ids: null` is any app. */
export const completeConversions = (given: readonly Conversion[]): Conversion[] =>
  given.map((one) => ((one.type === 'Upgrades App' || one.type === 'Starts Session') && one.app_ids === undefined ? { ...one, app_ids: null } : one))

/** What is wrong with them; `shortest` is the shortest window in seconds. */
export function checkConversions(conversions: readonly Conversion[], shortest = 1): Issue[] {
  const issues = conversions.length > MOST_EVENTS ? [issue('conversion_behaviors', `are ${conversions.length}: at most ${MOST_EVENTS}`)] : []
  conversions.forEach((one, index) => {
    const { type, window, product, custom_event_name, property_filters } = one
    const at = `conversion_behaviors[${index}]`
    for (const member of Object.keys(one)) if (!MEMBERS.includes(member)) issues.push(issue(`${at}.${member}`, `is no member of a conversion event: ${MEMBERS.join(', ')}`))
    issues.push(...checkPropertyFilters(`${at}.property_filters`, property_filters, { nested: false })) // "nested properties are not supported in conversion events"
    if (!(CONVERSION_TYPES as readonly string[]).includes(type)) issues.push(issue(`${at}.type`, `is no conversion event: ${type} (one of ${CONVERSION_TYPES.join(', ')})`))
    if (window < shortest || window > LONGEST_WINDOW) issues.push(issue(`${at}.window`, `is ${window} seconds: from ${shortest} to ${LONGEST_WINDOW} (30 days)`))
    if (type === 'Makes Specific Purchase' && !product) issues.push(issue(`${at}.product`, 'is missing: the product that is bought'))
    if (type === 'Places Order' && product !== undefined) issues.push(issue(`${at}.product`, 'is not for Places Order: here each order counts'))
    if (type === 'Performs Custom Event' && !custom_event_name) issues.push(issue(`${at}.custom_event_name`, 'is missing: the event that converts'))
  })
  return issues
}
