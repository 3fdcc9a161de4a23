import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { ShowLines } from '../checkout/order/order-summary.tsx';
import type { Reservation } from '../checkout/order/pay-state.ts';
import { useShow } from '../checkout/order/show.ts';
import { api } from '../shell/client.ts';
import { formatWon } from '../shell/format.ts';
import { type PageOf, usePages } from '../shell/loading/use-pages.ts';
import { More } from '../shell/parts/more.tsx';
import { Page } from '../shell/parts/page.tsx';
import { SignedIn } from '../shell/parts/signed-in.tsx';
import { Badge, Empty } from '../shell/parts/states.tsx';
import { ToConcerts } from '../shell/parts/ways-on.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import './reservations.css';
import { reservationTexts } from './texts.ts';
import { STATUS_KINDS } from './words.ts';

export default function ReservationsPage() {
  const texts = useTexts(reservationTexts);
  return (
    <SignedIn>
      {() => (
        <Page title={texts.listTitle}>
          <List />
        </Page>
      )}
    </SignedIn>
  );
}

function List() {
  const texts = useTexts(reservationTexts);
  const pages = usePages<components['schemas']['Reservation']>((cursor, signal) =>
    dataOf<PageOf<Reservation>>(
      api.GET('/v1/reservations', { params: { query: cursor === undefined ? {} : { cursor } }, signal }),
    ),
  );
  if (pages.state === 'ready' && pages.items.length === 0) {
    return (
      <Empty title={texts.none} action={<ToConcerts />}>
        {texts.noneText}
      </Empty>
    );
  }
  return (
    <div class="stack">
      <ul class="plain-list stack" aria-label={texts.list}>
        {pages.items.map((reservation) => (
          <li key={reservation.id}>
            <Line reservation={reservation} />
          </li>
        ))}
      </ul>
      <More pages={pages} label={texts.more} />
    </div>
  );
}

function Line({ reservation }: { readonly reservation: Reservation }) {
  const language = useLanguage();
  const texts = useTexts(reservationTexts);
  const show = useShow(reservation.concertId, reservation.performanceId);
  const { id, status, seats, totalAmount } = reservation;
  return (
    <a class="card reservation-line" href={`/reservations/${id}`}>
      <ShowLines show={show.state === 'ready' ? show.value : null} />
      <span class="reservation-facts">
        <Badge kind={STATUS_KINDS[status]}>{texts.status[status]}</Badge>
        <span class="muted figures">
          {texts.seatCount(seats.length)} · {formatWon(totalAmount, language)}
        </span>
      </span>
      {status === 'confirmed' && <span class="reservation-tickets">{texts.seeTickets}</span>}
    </a>
  );
}
