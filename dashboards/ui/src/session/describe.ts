import type { SessionRow } from '../api/types';
import { messages } from '../words/messages';

/** With what: `mobile, Safari, iOS`. */
export function deviceOf({ device, browser, os }: Pick<SessionRow, 'device' | 'browser' | 'os'>): string {
  return [device, browser, os].filter((part) => part !== '').join(', ');
}

/** From where: the channel group, and the campaign or host behind it. */
export function originOf({
  channel_group: group,
  referrer_host: host,
  utm_source: source,
  utm_campaign: campaign,
}: Pick<SessionRow, 'channel_group' | 'referrer_host' | 'utm_source' | 'utm_campaign'>): string {
  const behind = [source === '' ? host : source, campaign].filter((part) => part !== '').join(', ');
  const name = group === '' ? messages.breakdown.unknown : group;
  return behind === '' ? name : `${name}: ${behind}`;
}
