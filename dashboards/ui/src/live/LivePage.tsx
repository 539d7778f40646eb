import type { PageProps } from '../Pages';
import { Empty } from '../view/State';
import { useTitle } from '../view/title';
import { messages } from '../words/messages';

export default function LivePage({ site }: PageProps) {
  useTitle(messages.pages.names.live, site.site);
  return <Empty title={messages.pages.names.live} hint={messages.pages.soon} />;
}
