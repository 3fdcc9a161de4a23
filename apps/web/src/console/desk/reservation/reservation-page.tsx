import { useState } from 'preact/hooks';
import { useLocation } from '../../../shell/routing/address.ts';
import type { PageProps } from '../../../shell/routing/router.tsx';
import '../../../reservations/reservations.css';
import { reservationTexts } from '../../../reservations/texts.ts';
import { Timeline } from '../../../reservations/timeline.tsx';
import { STATUS_KINDS } from '../../../reservations/words.ts';
import { formatDateTime } from '../../../shell/format.ts';
import { useLoaded } from '../../../shell/loading/use-loaded.ts';
import { Notice } from '../../../shell/parts/notice.tsx';
import { Page } from '../../../shell/parts/page.tsx';
import { Badge, Show } from '../../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { Panel } from '../../parts/panel.tsx';
import { deskTexts } from '../texts.ts';
import { DeskSalePanel } from './desk-sale-panel.tsx';
import { type DeskReservation, loadReservation } from './load-reservation.ts';
import { NoticesPanel } from './notices-panel.tsx';
import { PaymentsPanel, RefundsPanel } from './payments-panel.tsx';
import { SeatsPanel } from './seats-panel.tsx';

/** One reservation with everything that happened to it, and what staff can do with it. */
export function DeskReservationPage({ params: { reservationId = '' } }: PageProps) {
  const t = useTexts(deskTexts);
  const loaded = useLoaded((signal) => loadReservation(reservationId, signal), [reservationId]);
  return (
    <Page
      title={t.reservationTitle}
      width="wide"
      actions={
        <a class="tall-link" href="/console/desk">
          {t.back}
        </a>
      }
    >
      <Show of={loaded}>
        {(reservation, reload) => <OneReservation reservation={reservation} reload={reload} />}
      </Show>
    </Page>
  );
}

interface OneReservationProps {
  readonly reservation: DeskReservation;
  readonly reload: () => void;
}

function OneReservation({ reservation, reload }: OneReservationProps) {
  const t = useTexts(deskTexts);
  const { query } = useLocation();
  const [done, setDone] = useState<string | null>(query.moved === undefined ? null : t.moved);
  const onDone = (words: string) => {
    setDone(words);
    reload();
  };
  return (
    <div class="stack">
      {done !== null && <Notice kind="success">{done}</Notice>}
      <Summary reservation={reservation} />
      <div class="console-columns">
        <div class="stack">
          <SeatsPanel reservation={reservation} onDone={onDone} />
          {reservation.deskSale !== null && <DeskSalePanel sale={reservation.deskSale} />}
          <PaymentsPanel payments={reservation.payments} />
          <RefundsPanel refunds={reservation.refunds} />
        </div>
        <div class="stack">
          <Panel title={t.timeline}>
            <Timeline events={reservation.timeline} />
          </Panel>
          <NoticesPanel notices={reservation.notices} />
        </div>
      </div>
    </div>
  );
}

function Summary({ reservation }: { readonly reservation: DeskReservation }) {
  const t = useTexts(deskTexts);
  const texts = useTexts(reservationTexts);
  const language = useLanguage();
  const { id, status, createdAt, concert, performance, account, deskSale } = reservation;
  return (
    <section class="card stack">
      <p class="row">
        <Badge kind={STATUS_KINDS[status]}>{texts.status[status]}</Badge>
        <span class="id">{id}</span>
        <span class="muted small">
          {t.booked} {formatDateTime(createdAt, language)}
        </span>
      </p>
      <p>
        <strong>{concert.title}</strong>
        <br />
        <a class="tall-link" href={`/console/desk/performances/${performance.id}`}>
          {formatDateTime(performance.startsAt, language)}
        </a>
      </p>
      {deskSale === null && (
        <p class="desk-person">
          <strong>{account.name}</strong> {account.email} {account.phone}
        </p>
      )}
    </section>
  );
}
