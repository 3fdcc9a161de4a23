import type { ComponentChildren } from 'preact';
import { formatWon } from '../shell/format.ts';
import { LinkButton } from '../shell/parts/button.tsx';
import { Notice } from '../shell/parts/notice.tsx';
import { ToReservations } from '../shell/parts/ways-on.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { DeclineReason } from './decline-reason.ts';
import { OrderSummary } from './order/order-summary.tsx';
import type { PayState, Reservation } from './order/pay-state.ts';
import { checkoutTexts } from './texts.ts';

type EndState = Exclude<PayState, { kind: 'payable' | 'verifying' | 'confirmed' }>;

interface EndedProps {
  readonly reservation: Reservation;
  readonly state: EndState;
}

/** A reservation that cannot be paid, with the reason and the way on. */
export function Ended({ reservation, state }: EndedProps) {
  const texts = useTexts(checkoutTexts);
  const { concertId, performanceId, id } = reservation;
  return (
    <div class="stack">
      <EndNotice state={state} />
      <div class="row">
        {state.kind === 'cancelled' ? (
          <LinkButton href={`/reservations/${id}`}>{texts.toReservation}</LinkButton>
        ) : (
          <LinkButton href={`/performances/${performanceId}/seats?concert=${concertId}`}>
            {texts.chooseAgain}
          </LinkButton>
        )}
        <ToReservations />
      </div>
      <OrderSummary reservation={reservation} />
    </div>
  );
}

function EndNotice({ state }: { readonly state: EndState }): ComponentChildren {
  const language = useLanguage();
  const texts = useTexts(checkoutTexts);
  const refundOr = (amount: number, text: string) =>
    amount > 0 ? texts.refunded(formatWon(amount, language)) : text;
  switch (state.kind) {
    case 'declined':
      return (
        <Notice kind="error" title={texts.declined}>
          <p>{refundOr(state.refundedAmount, texts.declinedSeats)}</p>
          {state.failureCode !== null && <DeclineReason code={state.failureCode} />}
        </Notice>
      );
    case 'expired':
      return (
        <Notice kind="warning" title={texts.expired}>
          {refundOr(state.refundedAmount, texts.expiredText)}
        </Notice>
      );
    case 'released':
      return (
        <Notice kind="info" title={texts.released}>
          {texts.releasedText}
        </Notice>
      );
    case 'cancelled':
      return (
        <Notice kind="info" title={texts.cancelled}>
          {texts.cancelledText}
        </Notice>
      );
    default:
      return state satisfies never;
  }
}
