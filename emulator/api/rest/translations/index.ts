// The translation endpoints of campaigns, Canvases, Content Blocks and email templates.
import type { Endpoint } from '../../endpoint.ts'
import { showCampaignSource, showCampaignTranslations, updateCampaignTranslations } from './campaigns.ts'
import { showCanvasSource, showCanvasTranslations, updateCanvasTranslations } from './canvas.ts'
import { showContentBlockTranslations, updateContentBlockTranslations } from './content_blocks.ts'
import { showTemplateSource, showTemplateTranslation, showTemplateTranslations, updateTemplateTranslations } from './templates.ts'

export const endpoints: readonly Endpoint[] = [
  showCampaignTranslations, updateCampaignTranslations, showCampaignSource, showCanvasTranslations, updateCanvasTranslations, showCanvasSource,
  showContentBlockTranslations, updateContentBlockTranslations, showTemplateTranslations, showTemplateTranslation, updateTemplateTranslations, showTemplateSource,
]
