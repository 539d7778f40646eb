import { useQuality } from '../api/queries';
import type { PageProps } from '../Pages';
import { QualityStrip } from '../quality/QualityStrip';
import { useTitle } from '../view/title';
import { messages } from '../words/messages';
import { OverviewStrip } from './OverviewStrip';

/** What happened on the site in these days. */
export default function OverviewPage({ site, view, range }: PageProps) {
  useTitle(messages.pages.names.overview, site.site);
  return (
    <>
      <h1>{messages.pages.names.overview}</h1>
      <OverviewStrip site={site} view={view} range={range} />
      <QualityStrip answer={useQuality(site.site)} zone={site.time_zone} />
    </>
  );
}
