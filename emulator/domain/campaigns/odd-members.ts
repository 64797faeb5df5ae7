// Members that the body of an in-app message, Content Card, Banner or feature flag does not have: near to the name of one it has, they are misspelt and refused; any other stays, and diagnostics say that nothing reads it. observed: web SDK 6.13.0, droidboy, BrazeSDK.brs 2.2.0 (members of the wire); docs: content_cards_object, in_app_messages/traditional/create, banners/create_a_banner
import type { Journal } from '../../kernel/journal.ts'
import type { Decisions } from '../decisions.ts'
import { nearestName } from '../tracking-plan/nearest-name.ts'
import type { Campaigns } from './campaigns.ts'
import type { Canvases } from './canvases.ts'
import type { Issue, Messages } from './messages.ts'

const words = (text: string): readonly string[] => text.split(' ')

const NAMING = words('channel name type percent id message_variation_id')
const EVERY = [...NAMING, ...words('expires_at expires_in')]
const COLOURS = words('bg_color text_color header_text_color icon_color icon_bg_color close_btn_color frame_color border_color')
const BUTTON = [...COLOURS, ...words('id text click_action uri use_webview open_target')]
/** The wire's members, those of exports, and ours. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  in_app_message: [
    ...EVERY, ...COLOURS,
    ...words('header message image_url image_alt image_style crop_type icon uri click_action use_webview open_target message_close duration slide_from orientation text_align_header text_align_message language extras btns themes'),
    ...words('css html_id message_fields message_extras trusted animate_in animate_out zipped_assets_url asset_urls data trigger_id is_control is_test_send'),
    ...words('platforms app_ids trigger priority reevaluate_before_display timeout min_seconds_since_last_trigger'),
  ],
  content_cards: [
    ...EVERY, ...words('title message description image_url image_alt link_text uri_text url web_uri ios_uri android_uri use_webview web_use_webview ios_use_webview android_use_webview'),
    ...words('time_to_live expire_at expire_in_local_time pinned dismissible language aspect_ratio extras extra card_creation removal_events'),
  ],
  banner: [...EVERY, ...words('placement_id html properties dismissible priority priority_order')],
  feature_flag: [...NAMING, ...words('flag_id enabled properties')],
}
const CHANNELS = Object.keys(KNOWN)

type Odd = { path: string; name: string; meant: string | undefined }
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const oddOf = (path: string, members: Record<string, unknown>, known: readonly string[]): Odd[] =>
  Object.keys(members).flatMap((name) => (known.includes(name) || members[name] === undefined ? [] : [{ path: `${path}.${name}`, name, meant: nearestName(name, known) }]))

const listIn = (members: unknown): unknown[] => (isObject(members) && Array.isArray(members['btns']) ? members['btns'] : [])

/** Those of a message that stands at `path`, of its buttons and of its dark theme. */
function oddMembers(path: string, message: { channel: string; [member: string]: unknown }): Odd[] {
  const known = Object.hasOwn(KNOWN, message.channel) ? KNOWN[message.channel] : undefined
  if (known === undefined || message['type'] === 'control') return []
  const odd = oddOf(path, message, known)
  if (message.channel !== 'in_app_message') return odd
  const dark = isObject(message['themes']) ? message['themes']['dark'] : undefined
  const parts = (at: string, list: readonly unknown[], members: readonly string[]): Odd[] => list.flatMap((one, index) => (isObject(one) ? oddOf(`${at}.${index}`, one, members) : []))
  return [...odd, ...parts(`${path}.btns`, listIn(message), BUTTON), ...(isObject(dark) ? oddOf(`${path}.themes.dark`, dark, [...COLOURS, 'btns']) : []), ...parts(`${path}.themes.dark.btns`, listIn(dark), BUTTON)]
}

/** What is misspelt in a message. */
export const checkSpelling = (path: string, message: { channel: string; [member: string]: unknown }): Issue[] =>
  oddMembers(path, message).flatMap(({ path: at, meant }) => (meant === undefined ? [] : [{ path: at, message: `${at} is no member of ${message.channel}: ${meant} is meant` }]))

/** Says of each definition, as it is made or changed, which members nothing reads. */
export function watchOddMembers({ journal, decisions, campaigns, canvases }: { journal: Journal; decisions: Decisions; campaigns: Pick<Campaigns, 'find'>; canvases: Pick<Canvases, 'find'> }): void {
  function tell(about: Record<string, unknown>, places: readonly (readonly [path: string, messages: Messages])[]): void {
    const odd = places.flatMap(([path, messages]) => Object.entries(messages).flatMap(([id, message]) => oddMembers(`${path}.${id}`, message).map((one) => ({ ...one, channel: message.channel }))))
    for (const channel of CHANNELS) {
      const own = odd.filter((one) => one.channel === channel).map(({ path }) => path)
      if (own.length > 0) decisions.ignored({ rule: 'messages.members', why: `nothing reads such a member of ${channel}`, compared: { field: own.join(', '), ...about } })
    }
  }
  const says = (data: Record<string, unknown>, member: string): boolean => !Array.isArray(data['changed']) || data['changed'].includes(member)

  journal.observe(['campaign.created', 'campaign.updated'], ({ data }) => {
    const campaign = says(data, 'messages') ? campaigns.find(String(data['campaign_id'])) : undefined
    if (campaign !== undefined) tell({ campaign_id: campaign.id }, [['messages', campaign.messages]])
  })
  journal.observe(['canvas.created', 'canvas.updated'], ({ data }) => {
    const canvas = says(data, 'steps') ? canvases.find(String(data['canvas_id'])) : undefined
    if (canvas !== undefined) tell({ canvas_id: canvas.id }, canvas.steps.map(({ messages }, index) => [`steps[${index}].messages`, messages]))
  })
}
