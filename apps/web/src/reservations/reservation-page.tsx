import { useState } from 'preact/hooks';
import { HoldCountdown } from '../checkout/order/hold-countdown.tsx';
import { OrderSummary } from '../checkout/order/order-summary.tsx';
import type { Reservation } from '../checkout/order/pay-state.ts';
import { type SeenReservation, useReservation } from '../checkout/order/use-reservation.ts';
import { formatDateTime, formatWon } from '../shell/format.ts';
import { Button, LinkButton } from '../shell/parts/button.tsx';
import { Dialog } from '../shell/parts/dialog.tsx';
import { later } from '../shell/parts/later.tsx';
import { Notice } from '../shell/parts/notice.tsx';
import { Page } from '../shell/parts/page.tsx';
import { SignedIn } from '../shell/parts/signed-in.tsx';
import { Badge, Show } from '../shell/parts/states.tsx';
import { ToReservations } from '../shell/parts/ways-on.tsx';
import type { PageProps } from '../shell/routing/router.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { Payments } from './payments.tsx';
import './reservations.css';
import { reservationTexts } from './texts.ts';
import { Tickets } from './tickets.tsx';
import { Timeline } from './timeline.tsx';
import { STATUS_KINDS } from './words.ts';

const Cancellation = later(async () => (await import('./cancelling/cancellation.tsx')).Cancellation);

export default function ReservationPage({ params: { reservationId = '' } }: PageProps) {
  const texts = useTexts(reservationTexts);
  return (
    <SignedIn>
      {() => (
        <Page title={texts.title}>
          <Details key={reservationId} reservationId={reservationId} />
        </Page>
      )}
    </SignedIn>
  );
}

function Details({ reservationId }: { readonly reservationId: string }) {
  const seen = useReservation(reservationId);
  return (
    <Show of={seen} wayOn={<ToReservations />}>
      {(value, reload) => <OneReservation seen={value} reload={reload} />}
    </Show>
  );
}

interface OneReservationProps {
  readonly seen: SeenReservation;
  readonly reload: () => void;
}

function OneReservation({ seen, reload }: OneReservationProps) {
  const language = useLanguage();
  const texts = useTexts(reservationTexts);
  const { reservation } = seen;
  return (
    <div class="reservation">
      <div class="stack">
        <p class="row">
          <Badge kind={STATUS_KINDS[reservation.status]}>{texts.status[reservation.status]}</Badge>
          <span class="muted small">
            {texts.number} <code>{reservation.id}</code>
          </span>
          <span class="muted small">
            {texts.booked} {formatDateTime(reservation.createdAt, language)}
          </span>
        </p>
        {reservation.status === 'held' && <HoldCountdown time={seen} onEnd={reload} />}
        <RefundNotice reservation={reservation} />
        {reservation.status === 'confirmed' && <Tickets reservation={reservation} />}
        <OrderSummary reservation={reservation} />
        <Actions reservation={reservation} reload={reload} />
      </div>
      <div class="stack">
        <Payments payments={reservation.payments} />
        <section class="card stack">
          <h2>{texts.steps}</h2>
          <Timeline events={reservation.timeline} />
        </section>
      </div>
    </div>
  );
}

function RefundNotice({ reservation }: { readonly reservation: Reservation }) {
  const language = useLanguage();
  const texts = useTexts(reservationTexts);
  const { status, payments } = reservation;
  if (status === 'cancelling') {
    return (
      <Notice kind="info" title={texts.refunding}>
        {texts.refundingText}
      </Notice>
    );
  }
  if (status !== 'cancelled') return null;
  const paid = payments
    .filter(({ approvedAt }) => approvedAt !== null)
    .reduce((sum, { amount }) => sum + amount, 0);
  const refunded = payments.reduce((sum, { refundedAmount }) => sum + refundedAmount, 0);
  return (
    <Notice kind="success" title={texts.cancelledNotice}>
      {paid === 0
        ? texts.cancelledFree
        : texts.cancelledText(formatWon(refunded, language), formatWon(paid - refunded, language))}
    </Notice>
  );
}

function Actions({
  reservation,
  reload,
}: {
  readonly reservation: Reservation;
  readonly reload: () => void;
}) {
  const texts = useTexts(reservationTexts);
  const [asks, setAsks] = useState(false);
  const { id, status } = reservation;
  const isHeld = status === 'held';
  const close = () => setAsks(false);
  return (
    <>
      <div class="row">
        {isHeld && <LinkButton href={`/reservations/${id}/pay`}>{texts.pay}</LinkButton>}
        {status === 'paying' && (
          <LinkButton kind="secondary" href={`/reservations/${id}/pay`}>
            {texts.seePayment}
          </LinkButton>
        )}
        {(isHeld || status === 'confirmed') && (
          <Button kind="secondary" onClick={() => setAsks(true)}>
            {isHeld ? texts.release : texts.cancel}
          </Button>
        )}
      </div>
      <Dialog title={isHeld ? texts.dialogRelease : texts.dialogCancel} open={asks} onClose={close}>
        <Cancellation
          reservation={reservation}
          onClose={close}
          onEnd={() => {
            close();
            reload();
          }}
        />
      </Dialog>
    </>
  );
}
