import type { PageProps } from '../Pages';
import { FunnelSection } from './FunnelSection';

/** The funnels of a site and the report of the chosen one. */
export default function FunnelsPage({ site, view, range }: PageProps) {
  return <FunnelSection site={site} view={view} range={range} />;
}
