import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../shell/client.ts';
import { useServerNow } from '../shell/clock/use-server-now.ts';
import { formatNumber } from '../shell/format.ts';
import { problemOf, useLoaded } from '../shell/loading.ts';
import { Button, LinkButton } from '../shell/parts/button.tsx';
import { ProblemNotice } from '../shell/parts/notice.tsx';
import { Page } from '../shell/parts/page.tsx';
import { Empty, Show } from '../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { ConcertCard, type ConcertSummary } from './concert-card.tsx';
import './concerts.css';
import { isSearch, readSearch, type Search, searchFields, searchPath } from './search.ts';
import { SearchForm } from './search-form.tsx';
import { concertsTexts } from './texts.ts';

interface ConcertPage {
  readonly items: readonly ConcertSummary[];
  readonly nextCursor: string | null;
}

const loadPage = (search: Search, cursor: string | null, signal?: AbortSignal): Promise<ConcertPage> =>
  dataOf<ConcertPage>(
    api.GET('/v1/concerts', {
      params: { query: { ...searchFields(search), ...(cursor !== null && { cursor }) } },
      ...(signal && { signal }),
    }),
  );

/** The list of concerts with its search. */
export default function ConcertsPage() {
  const texts = useTexts(concertsTexts);
  const { query } = useLocation();
  const search = readSearch(query);
  const path = searchPath(search);
  const first = useLoaded((signal) => loadPage(search, null, signal), [path]);
  return (
    <Page title={texts.title} lead={texts.lead}>
      <SearchForm key={path} search={search} />
      <Show of={first}>
        {(page) =>
          page.items.length === 0 ? (
            <NoConcerts search={search} />
          ) : (
            <ConcertList key={path} first={page} search={search} />
          )
        }
      </Show>
    </Page>
  );
}

function NoConcerts({ search }: { readonly search: Search }) {
  const texts = useTexts(concertsTexts);
  if (!isSearch(search)) return <Empty title={texts.none}>{texts.noneHint}</Empty>;
  return (
    <Empty
      title={texts.noneFound}
      action={
        <LinkButton kind="secondary" href="/">
          {texts.clear}
        </LinkButton>
      }
    >
      {texts.noneFoundHint}
    </Empty>
  );
}

interface ConcertListProps {
  readonly first: ConcertPage;
  readonly search: Search;
}

function ConcertList({ first, search }: ConcertListProps) {
  const texts = useTexts(concertsTexts);
  const language = useLanguage();
  const nowMs = useServerNow();
  const [more, setMore] = useState<ConcertPage>({ items: [], nextCursor: first.nextCursor });
  const [state, setState] = useState<'idle' | 'busy' | { readonly failed: unknown }>('idle');
  const loadMore = async () => {
    setState('busy');
    try {
      const { items, nextCursor } = await loadPage(search, more.nextCursor);
      setMore({ items: [...more.items, ...items], nextCursor });
      setState('idle');
    } catch (failed) {
      setState({ failed });
    }
  };
  const concerts = [...first.items, ...more.items];
  return (
    <div class="stack">
      <p class="muted small" role="status">
        {texts.found(formatNumber(concerts.length, language), more.nextCursor !== null)}
      </p>
      <ul class="concert-list">
        {concerts.map((concert) => (
          <ConcertCard key={concert.id} concert={concert} nowMs={nowMs} />
        ))}
      </ul>
      {typeof state === 'object' && <ProblemNotice problem={problemOf(state.failed)} retry={loadMore} />}
      {more.nextCursor !== null && typeof state === 'string' && (
        <Button kind="secondary" class="concert-more" busy={state === 'busy'} onClick={loadMore}>
          {texts.more}
        </Button>
      )}
    </div>
  );
}
