// What a tracking plan is made of: the events, attributes and purchases that an app may send, and what can be wrong with what it sends.

/** Braze's words for types of attributes and properties; `integer` is Brazier's own. docs: custom_data/custom_attributes, custom_events ("data types") */
export const PLAN_TYPES = ['string', 'number', 'integer', 'boolean', 'time', 'array', 'object'] as const
export type PlanType = (typeof PLAN_TYPES)[number]

/** `unchanged`: an attribute sent again as it stood, a wasted data point. */
export const PLAN_RULES = ['undeclared', 'misspelt', 'type', 'missing_property', 'value', 'unchanged'] as const
export type PlanRule = (typeof PLAN_RULES)[number]

export type Scalar = string | number | boolean

/** A value; `properties` belong to an object, `items` to an array. Without them anything may be inside. */
export type ValuePlan = {
  type: PlanType
  required?: boolean | undefined
  allowed?: readonly Scalar[] | undefined
  properties?: Readonly<Record<string, ValuePlan>> | undefined
  additional_properties?: boolean | undefined
  items?: ValuePlan | undefined
  description?: string | undefined
}

/** An event or a product; `currency` only of products. Properties that are not named here are undeclared, unless `additional_properties` lets them in. */
export type ActivityPlan = {
  properties?: Readonly<Record<string, ValuePlan>> | undefined
  additional_properties?: boolean | undefined
  currency?: { allowed: readonly string[] } | undefined
  description?: string | undefined
}

/** The name `*` stands for every name that has no entry of its own. A section that is left out is empty: nothing of the kind may be sent. */
export type TrackingPlan = {
  events?: Readonly<Record<string, ActivityPlan>> | undefined
  attributes?: Readonly<Record<string, ValuePlan>> | undefined
  purchases?: Readonly<Record<string, ActivityPlan>> | undefined
  /** Whether profile fields such as first_name may be sent without being declared (default `any`). */
  standard_attributes?: 'any' | 'declared_only' | undefined
  /** Rules that are not watched. */
  ignore?: readonly PlanRule[] | undefined
}

export const OTHERS = '*'

export type What = 'event' | 'attribute' | 'purchase'

/** Something that came in and is not as planned. */
export type Violation = {
  what: What
  /** Of the event, attribute or product. */
  name: string
  rule: PlanRule
  /** Inside of it: `size`, `items[].id`; null for the thing itself. */
  where: string | null
  /** The name, or allowed value, that was probably meant. */
  nearest: string | null
  expected: unknown
  actual: unknown
  /** The value, when `actual` is its type. */
  seen?: unknown
}
