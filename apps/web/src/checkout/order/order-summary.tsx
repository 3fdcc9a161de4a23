import { DateChange } from '../../concerts/date-change.tsx';
import { formatDateTime, formatWon } from '../../shell/format.ts';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import './order.css';
import type { Reservation } from './pay-state.ts';
import { type Show, useShow } from './show.ts';
import { orderTexts } from './texts.ts';

interface ReservationProps {
  readonly reservation: Reservation;
}

/** Concert, date and venue of a reservation; empty until they are known. */
export function ShowLines({ show }: { readonly show: Show | null }) {
  const language = useLanguage();
  return (
    <div class="show-lines">
      <p class="show-title">{show?.title ?? '…'}</p>
      <p class="muted">
        {show?.startsAt && <span>{formatDateTime(show.startsAt, language)}</span>}
        {show && <span>{show.venue}</span>}
      </p>
      {show?.performance && <DateChange performance={show.performance} />}
    </div>
  );
}

/** The seats and the total. */
export function SeatLines({ reservation }: ReservationProps) {
  const language = useLanguage();
  const texts = useTexts(orderTexts);
  return (
    <>
      <ul class="seat-lines" aria-label={texts.seats}>
        {reservation.seats.map((seat) => (
          <li key={seat.seatNumber}>
            <span>
              <strong>{seat.label}</strong> <span class="muted">{seat.grade}</span>
            </span>
            <span class="figures">{formatWon(seat.price, language)}</span>
          </li>
        ))}
      </ul>
      <p class="order-total">
        <span>{texts.total(reservation.seats.length)}</span>
        <strong class="figures">{formatWon(reservation.totalAmount, language)}</strong>
      </p>
    </>
  );
}

/** The concert, the seats and the total, as a card. */
export function OrderSummary({ reservation }: ReservationProps) {
  const show = useShow(reservation.concertId, reservation.performanceId);
  const texts = useTexts(orderTexts);
  return (
    <section class="card stack" aria-label={texts.order}>
      <ShowLines show={show.state === 'ready' ? show.value : null} />
      <SeatLines reservation={reservation} />
    </section>
  );
}
