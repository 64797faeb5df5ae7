// The endpoints below /campaigns.
import type { Endpoint } from '../../endpoint.ts'
import { campaignDataSeries } from './data_series.ts'
import { campaignDetails } from './details.ts'
import { duplicateCampaign } from './duplicate.ts'
import { listCampaigns } from './list.ts'
import { campaignUrlInfo } from './url_info/details.ts'

export const endpoints: readonly Endpoint[] = [listCampaigns, campaignDetails, campaignDataSeries, campaignUrlInfo, duplicateCampaign]
