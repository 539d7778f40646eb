import { useState } from 'react';
import { Link } from '../address/Link';
import type { Link as StoredLink } from '../api/types';
import type { PageProps } from '../Pages';
import { Empty, Loaded, Skeleton } from '../view/State';
import { useTitle } from '../view/title';
import { messages } from '../words/messages';
import { ClickMap } from './ClickMap';
import './link.css';
import { LinkForm } from './LinkForm';
import { Report } from './LinkReport';
import { useLinks } from './queries';

/** Whether people click what they are meant to click, and what they click at all. */
export default function LinksPage(props: PageProps) {
  const { site, view } = props;
  const words = messages.links;
  useTitle(messages.pages.names.links, site.site);
  const answer = useLinks(site.site);
  const [editing, setEditing] = useState<StoredLink | 'new'>();
  return (
    <>
      <h1>{messages.pages.names.links}</h1>
      <Loaded answer={answer} skeleton={<Skeleton heights={[44, 320]} />}>
        {({ links }) => {
          const chosen = view.link === undefined ? links[0] : links.find(({ id }) => id === view.link);
          return (
            <>
              <p className="hint">{words.hint}</p>
              <nav className="link-list" aria-label={words.list}>
                <ul>
                  {links.map((one) => (
                    <li key={one.id}>
                      <Link to={{ link: one.id }} current={one === chosen}>
                        {one.link.name}
                      </Link>
                    </li>
                  ))}
                  <li>
                    <button type="button" onClick={() => setEditing('new')}>
                      {words.add}
                    </button>
                  </li>
                </ul>
              </nav>
              {editing !== undefined && (
                <LinkForm
                  key={editing === 'new' ? '' : editing.id}
                  site={site.site}
                  link={editing === 'new' ? undefined : editing}
                  taken={links.map(({ id }) => id)}
                  close={() => setEditing(undefined)}
                />
              )}
              {chosen !== undefined ? (
                <Report {...props} id={chosen.id} edit={() => setEditing(chosen)} />
              ) : (
                editing === undefined && (
                  <Empty
                    as="h2"
                    title={view.link === undefined ? words.none : words.unknown(view.link)}
                    hint={words.noneHint}
                  />
                )
              )}
            </>
          );
        }}
      </Loaded>
      <ClickMap {...props} />
    </>
  );
}
