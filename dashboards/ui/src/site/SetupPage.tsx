import { useFunnels, useQuality } from '../api/queries';
import type { PageProps } from '../Pages';
import { QualityStrip } from '../quality/QualityStrip';
import { useTitle } from '../view/title';
import { messages } from '../words/messages';
import { FirstEvent } from './FirstEvent';
import { FirstFunnel } from './FirstFunnel';
import './site.css';

/** From the line for the site's pages over the first event to the first funnel; and whether everything is counted. */
export default function SetupPage({ site, collect }: PageProps) {
  useTitle(messages.pages.names.site, site.site);
  const quality = useQuality(site.site);
  const funnels = useFunnels(site.site);
  const seen = quality.data && quality.data.stored + quality.data.in_flight > 0;
  return (
    <>
      <h1>{seen === false ? messages.first.begin(site.site) : messages.first.title(site.site)}</h1>
      <ol className="steps-to-go">
        <FirstEvent site={site} collect={collect} seen={seen} quality={quality.data} />
        <FirstFunnel site={site} seen={seen === true} funnels={funnels.data?.funnels} />
      </ol>
      <QualityStrip answer={quality} zone={site.time_zone} />
    </>
  );
}
