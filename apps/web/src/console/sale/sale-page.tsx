import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../../shell/client.ts';
import { formatDates, formatDateTime, formatNumber } from '../../shell/format.ts';
import { useLoaded } from '../../shell/loading/use-loaded.ts';
import { type PageOf, usePages } from '../../shell/loading/use-pages.ts';
import { Button } from '../../shell/parts/button.tsx';
import { Field } from '../../shell/parts/field.tsx';
import { More } from '../../shell/parts/more.tsx';
import { Page } from '../../shell/parts/page.tsx';
import { Badge, Empty, Show } from '../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { Table } from '../parts/table.tsx';
import { partTexts } from '../parts/texts.ts';
import { consoleTexts } from '../shell/texts.ts';
import { saleTexts } from './texts.ts';

type Concert = components['schemas']['ConcertSummary'];
type Details = components['schemas']['Concert'];
type SaleStatus = components['schemas']['SaleStatus'];

const EVERY_MS = 10_000;

/** Every public concert. One is unfolded to choose a performance. */
export function SalePage() {
  const { sections } = useTexts(consoleTexts);
  const texts = useTexts(saleTexts);
  const [keyword, setKeyword] = useState('');
  return (
    <Page title={sections.sale} lead={texts.lead} width="wide">
      <div class="stack">
        <form
          class="card filters"
          onSubmit={(event) => {
            event.preventDefault();
            setKeyword(String(new FormData(event.currentTarget).get('keyword')).trim());
          }}
        >
          <Field label={texts.keyword} name="keyword" type="search" />
          <Button type="submit" kind="secondary">
            {texts.find}
          </Button>
        </form>
        <Concerts key={keyword} keyword={keyword} />
      </div>
    </Page>
  );
}

function Concerts({ keyword }: { readonly keyword: string }) {
  const texts = useTexts(saleTexts);
  const parts = useTexts(partTexts);
  const pages = usePages<Concert>((cursor, signal) => {
    const query = { ...(keyword && { keyword }), ...(cursor !== undefined && { cursor }) };
    return dataOf<PageOf<Concert>>(api.GET('/v1/concerts', { params: { query }, signal }));
  });
  if (pages.state === 'ready' && pages.items.length === 0) return <Empty title={texts.none} />;
  return (
    <div class="stack">
      {pages.items.map((concert) => (
        <ConcertRow key={concert.id} concert={concert} />
      ))}
      <More pages={pages} label={parts.more} />
    </div>
  );
}

function ConcertRow({ concert }: { readonly concert: Concert }) {
  const language = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const { title, artist, venue, firstStartsAt, lastStartsAt } = concert;
  return (
    <details class="card sale-concert" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span>
          <strong>{title}</strong>
          <span class="muted small">
            {artist} · {venue.name} · {formatDates(firstStartsAt, lastStartsAt, language)}
          </span>
        </span>
        <StatusBadge status={concert.saleStatus} isPaused={concert.paused} />
      </summary>
      {isOpen && <Performances concertId={concert.id} />}
    </details>
  );
}

const KINDS = {
  upcoming: 'info',
  open: 'success',
  sold_out: 'error',
  closed: 'neutral',
} as const satisfies Record<SaleStatus, string>;

interface StatusBadgeProps {
  readonly status: SaleStatus;
  readonly isPaused?: boolean;
}

export function StatusBadge({ status, isPaused = false }: StatusBadgeProps) {
  const texts = useTexts(saleTexts);
  if (isPaused) return <Badge kind="warning">{texts.paused}</Badge>;
  return <Badge kind={KINDS[status]}>{texts.statuses[status]}</Badge>;
}

function Performances({ concertId }: { readonly concertId: string }) {
  const texts = useTexts(saleTexts);
  const language = useLanguage();
  const concert = useLoaded(
    (signal) =>
      dataOf<Details>(api.GET('/v1/concerts/{concertId}', { params: { path: { concertId } }, signal })),
    [concertId],
    () => EVERY_MS,
  );
  return (
    <Show of={concert}>
      {({ performances }) => (
        <Table
          caption={texts.performances}
          rows={performances}
          keyOf={({ id }) => id}
          columns={[
            {
              name: texts.startsAt,
              cell: ({ id, startsAt }) => (
                <a class="tall-link" href={`/console/sale/${id}?concert=${concertId}`}>
                  {formatDateTime(startsAt, language)}
                </a>
              ),
            },
            { name: texts.status, cell: ({ saleStatus }) => <StatusBadge status={saleStatus} /> },
            { name: texts.opens, cell: ({ saleOpensAt }) => formatDateTime(saleOpensAt, language) },
            {
              name: texts.free,
              cell: ({ availableSeats, totalSeats }) =>
                `${formatNumber(availableSeats, language)} / ${formatNumber(totalSeats, language)}`,
              isNumber: true,
            },
          ]}
        />
      )}
    </Show>
  );
}
