import { useState } from 'react';
import { go } from '../address/use-view';
import type { Fault, IntendedLink, Link } from '../api/types';
import { faultsAt, FaultsProvider, FaultTexts } from '../field/faults';
import { Field } from '../field/Field';
import { ProblemNote } from '../view/State';
import { messages } from '../words/messages';
import { freeSlug } from '../words/slug';
import { useDeleteLink, usePutLink } from './queries';

const PLACES = [
  '/name',
  '/pages',
  '/link/name',
  '/link/href',
  '/link/selector',
  '/link/text',
  '/link',
  '/goals',
  '/expected',
];

/** Makes an intended link, or changes one. */
export function LinkForm({
  site,
  link,
  taken,
  close,
}: {
  site: string;
  link: Link | undefined;
  /** Ids of the links that there are. */
  taken: readonly string[];
  close: () => void;
}) {
  const words = messages.links;
  const put = usePutLink(site);
  const remove = useDeleteLink(site);
  const [texts, setTexts] = useState(() => textsOf(link?.link));
  const [share, setShare] = useState<Fault>();
  const id = link?.id ?? freeSlug(texts.name, 'link', (one) => !taken.includes(one));
  const input = (key: keyof Texts, pointer: string, label: string, hint?: string) => (
    <Field label={label} pointer={pointer}>
      {(props) => (
        <>
          {key === 'pages' || key === 'goals' ? (
            <textarea
              {...props}
              rows={2}
              value={texts[key]}
              onChange={({ target }) => setTexts({ ...texts, [key]: target.value })}
            />
          ) : (
            <input
              {...props}
              value={texts[key]}
              inputMode={key === 'expected' ? 'decimal' : undefined}
              onChange={({ target }) => setTexts({ ...texts, [key]: target.value })}
            />
          )}
          {hint !== undefined && <small>{hint}</small>}
        </>
      )}
    </Field>
  );
  const faults = [...(put.error?.faults ?? []), ...(share === undefined ? [] : [share])];
  return (
    <FaultsProvider value={faultsAt(faults, PLACES)}>
      <form
        className="panel link-form"
        aria-label={link === undefined ? words.add : link.link.name}
        onSubmit={(event) => {
          event.preventDefault();
          const expected = shareOf(texts.expected);
          setShare(expected === null ? { pointer: '/expected', message: words.needShare } : undefined);
          if (expected === null) return;
          put.mutate(
            { id, link: linkOf(texts, expected) },
            {
              onSuccess: (stored) => {
                go({ link: stored.id });
                close();
              },
            },
          );
        }}
      >
        {input('name', '/name', words.name)}
        {input('pages', '/pages', words.pages, words.pagesHint)}
        {input('goals', '/goals', words.goals, words.goalsHint)}
        {input('expected', '/expected', words.expected, words.expectedHint)}
        <fieldset>
          <legend>{words.which}</legend>
          {input('link', '/link/name', words.linkName)}
          {input('href', '/link/href', words.href, words.hrefHint)}
          {input('selector', '/link/selector', words.selector)}
          {input('text', '/link/text', words.text)}
          <FaultTexts id="link-faults" pointer="/link" />
        </fieldset>
        <div className="actions">
          <button type="submit" className="primary" disabled={put.isPending}>
            {words.save}
          </button>
          <button type="button" className="quiet" onClick={close}>
            {words.close}
          </button>
          {link?.declared === 'saved' && (
            <button
              type="button"
              className="quiet"
              disabled={remove.isPending}
              onClick={() =>
                remove.mutate(link.id, {
                  onSuccess: () => {
                    go({ link: undefined });
                    close();
                  },
                })
              }
            >
              {words.remove}
            </button>
          )}
        </div>
        {put.error !== null && <ProblemNote problem={put.error} />}
        {remove.error !== null && <ProblemNote problem={remove.error} />}
      </form>
    </FaultsProvider>
  );
}

interface Texts {
  name: string;
  pages: string;
  goals: string;
  expected: string;
  link: string;
  href: string;
  selector: string;
  text: string;
}

function textsOf(link: IntendedLink | undefined): Texts {
  return {
    name: link?.name ?? '',
    pages: (link?.pages ?? ['/']).join('\n'),
    goals: (link?.goals ?? []).join('\n'),
    expected: link?.expected === undefined ? '' : String(Number((link.expected * 100).toPrecision(12))),
    link: link?.link.name ?? '',
    href: link?.link.href ?? '',
    selector: link?.link.selector ?? '',
    text: link?.link.text ?? '',
  };
}

/** What is empty is left out; the API judges the rest. */
function linkOf(texts: Texts, expected: number | undefined): IntendedLink {
  const goals = linesOf(texts.goals);
  return {
    name: texts.name.trim(),
    pages: linesOf(texts.pages),
    link: {
      ...(texts.link === '' ? {} : { name: texts.link }),
      ...(texts.href === '' ? {} : { href: texts.href }),
      ...(texts.selector === '' ? {} : { selector: texts.selector }),
      ...(texts.text === '' ? {} : { text: texts.text }),
    },
    ...(goals.length === 0 ? {} : { goals }),
    ...(expected === undefined ? {} : { expected }),
  };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A share of a text in percent; undefined for none, null where it is no share. */
function shareOf(text: string): number | undefined | null {
  if (text.trim() === '') return undefined;
  const percents = Number(text.replace(',', '.'));
  return percents > 0 && percents <= 100 ? percents / 100 : null;
}
