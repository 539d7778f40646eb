import type { components } from './schema';

/** The API's shapes, by the names the OpenAPI description gives them. */
type Schemas = components['schemas'];

export type Site = Schemas['Site'];
export type SiteSettings = Schemas['SiteSettings'];
export type Dimension = Schemas['Dimension'];
export type Funnel = Schemas['Funnel'];
export type FunnelDefinition = Schemas['FunnelDefinition'];
export type FunnelStep = Schemas['FunnelStep'];
export type Exclusion = Schemas['Exclusion'];
export type Matcher = Schemas['Matcher'];
export type Predicate = Schemas['Predicate'];
export type Seen = Schemas['Seen'];
export type Scalar = Schemas['Scalar'];
export type BreakdownBy = Schemas['BreakdownBy'];
export type Signal = Schemas['Signal'];
export type SubjectState = Schemas['SubjectState'];
export type FunnelSubjects = Schemas['FunnelSubjects'];
export type FunnelSubject = Schemas['FunnelSubject'];
export type FunnelDropoffs = Schemas['FunnelDropoffs'];
export type DropoffRow = Schemas['DropoffRow'];
export type DropoffSignal = Schemas['DropoffSignal'];
export type Explanation = Schemas['Explanation'];
export type SegmentChange = Schemas['SegmentChange'];
export type FilterCondition = Schemas['FilterCondition'];
export type Alert = Schemas['Alert'];
export type AlertJudgement = Schemas['AlertJudgement'];
export type AlertList = Schemas['AlertList'];
export type AlertRule = Schemas['AlertRule'];
export type AlertSent = Schemas['AlertSent'];
export type AlertState = Schemas['AlertState'];
export type Digest = Schemas['Digest'];
export type DigestList = Schemas['DigestList'];
export type DigestSent = Schemas['DigestSent'];
export type WeeklyDigest = Schemas['WeeklyDigest'];
export type FrictionReport = Schemas['FrictionReport'];
export type FrictionSign = Schemas['FrictionSign'];
export type FormReport = Schemas['FormReport'];
export type FormFigures = Schemas['FormFigures'];
export type FormField = Schemas['FormField'];
export type FindingReport = Schemas['FindingReport'];
export type Finding = Schemas['Finding'];
export type AtRisk = Schemas['AtRisk'];
export type DetourPattern = Schemas['DetourPattern'];
export type DetourReport = Schemas['DetourReport'];
export type Detour = Schemas['Detour'];
export type Link = Schemas['Link'];
export type LinkList = Schemas['LinkList'];
export type IntendedLink = Schemas['IntendedLink'];
export type LinkReport = Schemas['LinkReport'];
export type LinkDrift = Schemas['LinkDrift'];
export type LinkFigures = Schemas['LinkFigures'];
export type LinkOutcome = Schemas['LinkOutcome'];
export type ElementRef = Schemas['ElementRef'];
export type ClickReport = Schemas['ClickReport'];
export type Overlay = Schemas['Overlay'];
export type OverlayRequest = Schemas['OverlayRequest'];
export type Segment = Schemas['Segment'];
export type SegmentList = Schemas['SegmentList'];
export type SegmentSettings = Schemas['SegmentSettings'];
export type Compared = Schemas['Compared'];
export type RateDifference = Schemas['RateDifference'];
export type FunnelTiming = Schemas['FunnelTiming'];
export type Times = Schemas['Times'];
export type FunnelValue = Schemas['FunnelValue'];
export type Amount = Schemas['Amount'];
export type FunnelReport = Schemas['FunnelReport'];
export type ReportStep = Schemas['ReportStep'];
export type SeriesBucket = Schemas['SeriesBucket'];
export type BreakdownRow = Schemas['BreakdownRow'];
export type Overview = Schemas['Overview'];
export type Quality = Schemas['Quality'];
export type Loss = Schemas['Loss'];
export type LossRow = Schemas['LossRow'];
export type StepLoss = Schemas['StepLoss'];
export type OverviewBucket = Schemas['OverviewBucket'];
export type Problem = Schemas['Problem'];
export type Fault = Schemas['Fault'];
export type AdHocReportRequest = Schemas['AdHocReportRequest'];
export type SiteList = Schemas['SiteList'];
export type FunnelList = Schemas['FunnelList'];
export type CurrencyAmount = Schemas['CurrencyAmount'];
export type AcquisitionBy = Schemas['AcquisitionBy'];
export type ChannelReport = Schemas['ChannelReport'];
export type ChannelRow = Schemas['ChannelRow'];
export type SearchTermReport = Schemas['SearchTermReport'];
export type ProductReport = Schemas['ProductReport'];
export type SessionsBy = Schemas['SessionsBy'];
export type PageFigures = Schemas['PageFigures'];
export type PathReport = Schemas['PathReport'];
export type PathNode = Schemas['PathNode'];
export type SessionList = Schemas['SessionList'];
export type SessionRow = Schemas['SessionRow'];
export type SessionTimeline = Schemas['SessionTimeline'];
export type TimelineEvent = Schemas['TimelineEvent'];
export type TimelineFunnel = Schemas['TimelineFunnel'];
export type VisitorHistory = Schemas['VisitorHistory'];
export type Live = Schemas['Live'];
export type LiveFunnel = Schemas['LiveFunnel'];
export type FunnelSuggestion = Schemas['FunnelSuggestion'];

/** What a funnel is called; one without a name goes by its steps. */
export function nameOf({ name, steps }: FunnelDefinition): string {
  return name ?? steps.map(stepName).join(' → ');
}

/** What a step is called: as it says, else by its event or its path. */
function stepName({ name, match: [matcher] }: FunnelStep): string {
  return name ?? matcher?.event ?? matcher?.path ?? '…';
}

/** What a funnel counts where its definition does not say: the contract's default. */
export function subjectOf(definition: FunnelDefinition): 'visitor' | 'session' {
  return definition.subject ?? 'visitor';
}
