import type { PageProps } from '../Pages';
import { Empty } from '../view/State';
import { useTitle } from '../view/title';
import { messages } from '../words/messages';

export default function SessionsPage({ site }: PageProps) {
  useTitle(messages.pages.names.sessions, site.site);
  return <Empty title={messages.pages.names.sessions} hint={messages.pages.soon} />;
}
