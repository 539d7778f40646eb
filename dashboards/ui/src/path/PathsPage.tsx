import type { PageProps } from '../Pages';
import { Empty } from '../view/State';
import { useTitle } from '../view/title';
import { messages } from '../words/messages';

export default function PathsPage({ site }: PageProps) {
  useTitle(messages.pages.names.paths, site.site);
  return <Empty title={messages.pages.names.paths} hint={messages.pages.soon} />;
}
