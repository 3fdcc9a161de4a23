import { dataOf } from '@concert-mania/client/problem';
import { api } from '../shell/client.ts';
import { useServerNow } from '../shell/clock/use-server-now.ts';
import { formatNumber } from '../shell/format.ts';
import { type PageOf, usePages } from '../shell/loading/use-pages.ts';
import { LinkButton } from '../shell/parts/button.tsx';
import { More } from '../shell/parts/more.tsx';
import { Page } from '../shell/parts/page.tsx';
import { Empty } from '../shell/parts/states.tsx';
import { useLocation } from '../shell/routing/address.ts';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { ConcertCard, type ConcertSummary } from './concert-card.tsx';
import './concerts.css';
import { saleState } from './sale-state.ts';
import { isSearch, readSearch, type Search, searchFields, searchPath } from './search.ts';
import { SearchForm } from './search-form.tsx';
import { concertsTexts } from './texts.ts';

/** The list of concerts with its search. */
export default function ConcertsPage() {
  const texts = useTexts(concertsTexts);
  const { query } = useLocation();
  const search = readSearch(query);
  const path = searchPath(search);
  return (
    <Page title={texts.title} lead={texts.lead}>
      <SearchForm key={path} search={search} />
      <ConcertList key={path} search={search} />
    </Page>
  );
}

/** Concerts that can still be booked come first, each group in the order of the API. */
function ConcertList({ search }: { readonly search: Search }) {
  const texts = useTexts(concertsTexts);
  const language = useLanguage();
  const nowMs = useServerNow();
  const pages = usePages<ConcertSummary>((cursor, signal) =>
    dataOf<PageOf<ConcertSummary>>(
      api.GET('/v1/concerts', {
        params: { query: { ...searchFields(search), ...(cursor !== undefined && { cursor }) } },
        signal,
      }),
    ),
  );
  if (pages.state === 'ready' && pages.items.length === 0) return <NoConcerts search={search} />;
  const isOver = (concert: ConcertSummary) => saleState(concert, nowMs) === 'closed';
  const concerts = [
    ...pages.items.filter((concert) => !isOver(concert)),
    ...pages.items.filter((concert) => isOver(concert)),
  ];
  return (
    <div class="stack">
      {concerts.length > 0 && (
        <p class="muted small" role="status">
          {texts.found(formatNumber(concerts.length, language), pages.hasMore)}
        </p>
      )}
      <ul class="concert-list">
        {concerts.map((concert) => (
          <ConcertCard key={concert.id} concert={concert} nowMs={nowMs} />
        ))}
      </ul>
      <More pages={pages} label={texts.more} />
    </div>
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
