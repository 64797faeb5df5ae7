// What Banners that go live must have (a placement), and how many may be live: 25 messages for one placement, in campaigns and Canvas steps together; 200 campaigns. docs: developer_guide/banners ("25 active messages per placement"), banners/faq ("up to 200 active Banner campaigns")
import type { Journal } from '../../kernel/journal.ts'
import type { Campaigns } from './campaigns.ts'
import type { Canvases } from './canvases.ts'
import { refuse } from './lifecycle.ts'
import type { Issue, Messages } from './messages.ts'
import { isControl, issue } from './messages.ts'

const MOST_OF_PLACEMENT = 25
const MOST_CAMPAIGNS = 200

type Live = { enabled: boolean; draft: boolean; archived: boolean }
/** A Banner and where it stands in its definition. */
type Placed = { path: string; placement_id: unknown }

const isLive = ({ enabled, draft, archived }: Live): boolean => enabled && !draft && !archived
const placed = (path: string, messages: Messages): Placed[] =>
  Object.entries(messages).flatMap(([id, message]) => (message.channel === 'banner' && !isControl(message) ? [{ path: `${path}.${id}.placement_id`, placement_id: message['placement_id'] }] : []))

/** What is wrong with the Banners of a definition beside those of all that are live, it among them. */
function checkPlacements(own: readonly Placed[], all: readonly Placed[]): Issue[] {
  return own.flatMap(({ path, placement_id }, index) => {
    const isHere = (one: Placed): boolean => one.placement_id === placement_id
    if (placement_id === undefined || placement_id === null || placement_id === '') return [issue(path, 'is missing: a Banner can not be launched without a placement')]
    const count = all.filter(isHere).length
    const behind = own.slice(index + 1).filter(isHere).length
    return count - behind > MOST_OF_PLACEMENT ? [issue(path, `has ${count} active messages with it: at most ${MOST_OF_PLACEMENT} for one placement`)] : []
  })
}

/** Refuses what goes live, or is changed while it is, in the transaction that does it. */
export function watchBannerLimits({ journal, campaigns, canvases }: { journal: Journal; campaigns: Pick<Campaigns, 'list' | 'find'>; canvases: Pick<Canvases, 'list' | 'find'> }): void {
  const ofSteps = (steps: readonly { messages: Messages }[]): Placed[] => steps.flatMap(({ messages }, index) => placed(`steps[${index}].messages`, messages))
  /** The campaigns that are live, and all Banners of them and of Canvas steps. */
  function there() {
    const banners = campaigns.list().filter((one) => isLive(one) && one.channels.includes('banner'))
    return { banners, all: [...banners.flatMap(({ messages }) => placed('messages', messages)), ...canvases.list().filter(isLive).flatMap(({ steps }) => ofSteps(steps))] }
  }

  journal.observe(['campaign.launched', 'campaign.updated'], ({ data }) => {
    const campaign = campaigns.find(String(data['campaign_id']))
    if (campaign === undefined || !isLive(campaign) || !campaign.channels.includes('banner')) return
    const { banners: { length: count }, all } = there()
    refuse([...(count > MOST_CAMPAIGNS ? [issue('messages', `make it Banner campaign ${count}: at most ${MOST_CAMPAIGNS} are active`)] : []), ...checkPlacements(placed('messages', campaign.messages), all)])
  })
  journal.observe(['canvas.launched', 'canvas.updated'], ({ data }) => {
    const canvas = canvases.find(String(data['canvas_id']))
    if (canvas !== undefined && isLive(canvas) && canvas.channels.includes('banner')) refuse(checkPlacements(ofSteps(canvas.steps), there().all))
  })
}
