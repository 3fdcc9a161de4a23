import { formatWon } from '../shell/format.ts';
import { LinkButton } from '../shell/parts/button.tsx';
import { ToReservations } from '../shell/parts/ways-on.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { OrderSummary } from './order/order-summary.tsx';
import type { Reservation } from './order/pay-state.ts';
import { checkoutTexts } from './texts.ts';

interface ConfirmedProps {
  readonly reservation: Reservation;
  readonly email: string;
}

/** The booking is made: what was bought and paid, and what comes next. */
export function Confirmed({ reservation, email }: ConfirmedProps) {
  const language = useLanguage();
  const texts = useTexts(checkoutTexts);
  const paid = reservation.payments.findLast(({ approvedAt }) => approvedAt !== null);
  return (
    <div class="checkout">
      <div class="stack">
        <OrderSummary reservation={reservation} />
        <dl class="card facts">
          <div>
            <dt>{texts.paidAmount}</dt>
            <dd>
              <strong class="figures">{formatWon(paid?.amount ?? reservation.totalAmount, language)}</strong>
            </dd>
          </div>
          {paid && (
            <div>
              <dt>{texts.paidBy}</dt>
              <dd>{paid.method === 'wallet' ? texts.wallet : texts.card}</dd>
            </div>
          )}
          <div>
            <dt>{texts.reservationNumber}</dt>
            <dd>
              <code>{reservation.id}</code>
            </dd>
          </div>
        </dl>
      </div>
      <section class="card stack">
        <h2>{texts.next}</h2>
        <ul class="next-steps">
          <li>{texts.nextMail(email)}</li>
          <li>{texts.nextDay}</li>
          <li>{texts.nextCancel}</li>
        </ul>
        <LinkButton href={`/reservations/${reservation.id}`}>{texts.toReservation}</LinkButton>
        <ToReservations />
      </section>
    </div>
  );
}
