// What a user does with a message of a campaign or Canvas, as a trigger: which rows of the journal each interaction is. docs: schedule_your_campaign/triggered_delivery ("Interacting with other campaigns")
import type { JournalRow } from '../../kernel/journal.ts'
import type { Interaction } from '../../domain/campaigns/triggers.ts'
import type { Trigger } from './match.ts'

type Data = Record<string, unknown>
type Row = { kinds: readonly string[]; and?: (data: Data, trigger: Trigger) => boolean }

const isNamed = (wanted: unknown, value: unknown): boolean => wanted === undefined || wanted === null || wanted === value
const isMachine = ({ machine_open }: Data): boolean => machine_open === true || machine_open === 'true'
/** Buttons are named by what an SDK sends (`bid`, `a`) or by who engages by hand. */
const isButton = (data: Data, { button_id }: Trigger): boolean => button_id === undefined || button_id === null || [data['button_id'], data['bid'], data['action_id'], data['a']].some((one) => one !== undefined && String(one) === String(button_id))
const isAlias = (data: Data, { alias }: Trigger): boolean => ((named) => typeof named === 'string' && isNamed(alias, named))(data['link_alias'] ?? data['alias'])

const ROWS: Readonly<Record<Interaction, Row>> = {
  view_in_app_message: { kinds: ['in_app_message.impression'] },
  click_in_app_message: { kinds: ['in_app_message.click'] },
  click_in_app_message_button: { kinds: ['in_app_message.button_click'], and: isButton },
  receive_email: { kinds: ['email.sent'] },
  open_email: { kinds: ['email.opened'] },
  machine_open_email: { kinds: ['email.opened'], and: isMachine },
  other_open_email: { kinds: ['email.opened'], and: (data) => !isMachine(data) },
  click_email: { kinds: ['email.clicked'] },
  click_alias: { kinds: ['email.clicked'], and: isAlias },
  unsubscribe_email: { kinds: ['email.unsubscribed'] },
  bounce_email: { kinds: ['email.bounced'] },
  mark_email_as_spam: { kinds: ['email.marked_as_spam'] },
  receive_push: { kinds: ['push.sent'] },
  open_push: { kinds: ['push.open'] },
  click_push_button: { kinds: ['push.action_click'], and: isButton },
  click_push_story: { kinds: ['push.story_page_click'] },
  influenced_open_push: { kinds: ['push.influenced_open'] },
  bounce_push: { kinds: ['push.bounced'] },
  receive_sms: { kinds: ['sms.sent'] },
  click_sms_link: { kinds: ['sms.clicked'] },
  receive_whats_app: { kinds: ['whats_app.sent'] },
  read_whats_app: { kinds: ['whats_app.read'] },
  click_whats_app: { kinds: ['whats_app.clicked'] },
  receive_line: { kinds: ['line.sent'] },
  click_line: { kinds: ['line.clicked'] },
  receive_webhook: { kinds: ['webhook.sent'] },
  receive_content_card: { kinds: ['content_card.sent'] },
  view_content_card: { kinds: ['content_card.impression'] },
  click_content_card: { kinds: ['content_card.click'] },
  dismiss_content_card: { kinds: ['content_card.dismissal'] },
  view_banner: { kinds: ['banner.impression'] },
  click_banner: { kinds: ['banner.click'] },
  dismiss_banner: { kinds: ['banner.dismissal'] },
  conversion: { kinds: ['campaign.converted', 'canvas.converted'], and: (data, { conversion }) => isNamed(conversion, data['conversion'] ?? 0) },
  enter_control_group: { kinds: ['campaign.control_enrolled', 'in_app_message.control_impression', 'content_card.control_impression', 'banner.control_impression', 'feature_flag.control_impression'] },
  enter_canvas: { kinds: ['canvas.entered'] },
  exit_canvas: { kinds: ['canvas.exited'] },
}

/** True when the row is this interaction with this campaign, Canvas or step; without `campaign_id` (`canvas_id`) with any. */
export function isInteraction(trigger: Trigger, { kind, data }: JournalRow): boolean {
  const { interaction } = trigger as { interaction?: Interaction }
  const row = interaction !== undefined && Object.hasOwn(ROWS, interaction) ? ROWS[interaction] : undefined
  if (row === undefined || !row.kinds.includes(kind) || row.and?.(data, trigger) === false) return false
  const owner = trigger.type === 'campaign_interaction' ? 'campaign_id' : 'canvas_id'
  return typeof data[owner] === 'string' && [owner, 'canvas_step_id', 'canvas_variation_id', 'message_variation_id'].every((member) => isNamed(trigger[member], data[member]))
}
