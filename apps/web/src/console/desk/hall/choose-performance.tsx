import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { api } from '../../../shell/client.ts';
import { formatDateTime, formatNumber } from '../../../shell/format.ts';
import { useLoaded } from '../../../shell/loading/use-loaded.ts';
import { Button } from '../../../shell/parts/button.tsx';
import { Field } from '../../../shell/parts/field.tsx';
import { Empty, Show } from '../../../shell/parts/states.tsx';
import { goTo } from '../../../shell/routing/address.ts';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { Panel } from '../../parts/panel.tsx';
import { deskTexts } from '../texts.ts';

type Summaries = { readonly items: readonly { readonly id: string; readonly title: string }[] };
type Concert = components['schemas']['Concert'];

const loadConcerts = (keyword: string, signal: AbortSignal) =>
  dataOf<Summaries>(
    api.GET('/v1/concerts', { params: { query: { limit: 8, ...(keyword && { keyword }) } }, signal }),
  );

/** Finds the performance whose seats are sold or blocked. */
export function ChoosePerformance() {
  const t = useTexts(deskTexts);
  const [keyword, setKeyword] = useState('');
  const [open, setOpen] = useState<string | null>(null);
  const loaded = useLoaded((signal) => loadConcerts(keyword, signal), [keyword]);
  return (
    <Panel title={t.hallTitle} lead={t.hallLead}>
      <form
        class="desk-search"
        onSubmit={(event) => {
          event.preventDefault();
          setKeyword(String(new FormData(event.currentTarget).get('keyword')).trim());
        }}
      >
        <Field label={t.keyword} name="keyword" type="search" maxLength={100} />
        <Button type="submit" kind="secondary">
          {t.find}
        </Button>
      </form>
      <Show of={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t.noConcerts} />
          ) : (
            <ul class="desk-concerts">
              {items.map(({ id, title }) => (
                <li key={id}>
                  <Button
                    kind="quiet"
                    aria-expanded={open === id}
                    onClick={() => setOpen(open === id ? null : id)}
                  >
                    {title}
                  </Button>
                  {open === id && <Performances concertId={id} />}
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </Panel>
  );
}

function Performances({ concertId }: { readonly concertId: string }) {
  const t = useTexts(deskTexts);
  const language = useLanguage();
  const loaded = useLoaded(
    (signal) =>
      dataOf<Concert>(api.GET('/v1/concerts/{concertId}', { params: { path: { concertId } }, signal })),
    [concertId],
  );
  return (
    <Show of={loaded}>
      {({ performances }) => (
        <ul class="desk-performances">
          {performances.map(({ id, startsAt, availableSeats }) => (
            <li key={id}>
              <a class="tall-link" href={`/console/desk/performances/${id}`}>
                {formatDateTime(startsAt, language)}
              </a>{' '}
              <span class="muted small">{t.freeSeats(formatNumber(availableSeats, language))}</span>
              <FindSeat performanceId={id} />
            </li>
          ))}
        </ul>
      )}
    </Show>
  );
}

/** Finds the reservation of one seat of a performance. */
function FindSeat({ performanceId }: { readonly performanceId: string }) {
  const t = useTexts(deskTexts);
  return (
    <form
      class="desk-search"
      onSubmit={(event) => {
        event.preventDefault();
        const seat = String(new FormData(event.currentTarget).get('seat')).trim();
        if (seat !== '') goTo(`/console/desk?q=${encodeURIComponent(`${performanceId} ${seat}`)}`);
      }}
    >
      <Field label={t.seatName} hint={t.seatNameHint} name="seat" maxLength={100} required />
      <Button type="submit" kind="secondary">
        {t.findSeat}
      </Button>
    </form>
  );
}
