import { useQuality } from '../api/queries';
import type { PageProps } from '../Pages';
import { QualityStrip } from '../quality/QualityStrip';
import { useTitle } from '../view/title';
import { messages } from '../words/messages';
import { FirstEvent } from './FirstEvent';

/** How events get here, and whether all of them did. */
export default function SetupPage({ site, collect }: PageProps) {
  const quality = useQuality(site.site);
  useTitle(messages.pages.names.site, site.site);
  return (
    <>
      <FirstEvent
        site={site}
        collect={collect}
        seen={quality.data && quality.data.stored + quality.data.in_flight > 0}
      />
      <QualityStrip answer={quality} zone={site.time_zone} />
    </>
  );
}
