import { type Problem, ProblemError } from '@concert-mania/client/problem';
import { sleep } from '@concert-mania/client/send';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { api } from '../shell/client.ts';
import { Button, LinkButton } from '../shell/parts/button.tsx';
import { Notice, ProblemNotice } from '../shell/parts/notice.tsx';
import { Page } from '../shell/parts/page.tsx';
import { SignedIn } from '../shell/parts/signed-in.tsx';
import { Loading, Show } from '../shell/parts/states.tsx';
import { ToReservations } from '../shell/parts/ways-on.tsx';
import { goTo } from '../shell/routing/address.ts';
import type { PageProps } from '../shell/routing/router.tsx';
import { useTexts } from '../shell/texts.ts';
import './checkout.css';
import { Confirmed } from './confirmed.tsx';
import { Ended } from './ended.tsx';
import { payStateOf, type Reservation } from './order/pay-state.ts';
import { readReservation, useReservation } from './order/use-reservation.ts';
import { PaymentVerifying } from './payment-verifying.tsx';
import { forgetWindow, wasWindowOpened } from './payment-window/open-window.ts';
import { settlePayment } from './payment-window/settle.ts';
import { idempotencyKeyOf, readApproval, type WindowApproval } from './payment-window/window-return.ts';
import { checkoutTexts } from './texts.ts';

export default function PaidPage({ params: { reservationId = '' } }: PageProps) {
  return (
    <SignedIn>{(me) => <Paid key={reservationId} reservationId={reservationId} email={me.email} />}</SignedIn>
  );
}

function Paid({ reservationId, email }: { readonly reservationId: string; readonly email: string }) {
  const texts = useTexts(checkoutTexts);
  const seen = useReservation(reservationId);
  const kind = seen.state === 'ready' ? payStateOf(seen.value.reservation).kind : 'verifying';
  const otherTitle = kind === 'payable' || kind === 'verifying' ? texts.paidTitle : texts.payTitle;
  return (
    <Page isReturn title={kind === 'confirmed' ? texts.confirmedTitle : otherTitle}>
      <Show of={seen} wayOn={<ToReservations />}>
        {({ reservation }, reload) => <State reservation={reservation} reload={reload} email={email} />}
      </Show>
    </Page>
  );
}

interface StateProps {
  readonly reservation: Reservation;
  readonly reload: () => void;
  readonly email: string;
}

function State({ reservation, reload, email }: StateProps) {
  const approval = useMemo(() => readApproval(location.search), []);
  const isForeign = approval !== null && approval.orderId !== reservation.id;
  const state = payStateOf(reservation);
  const isOpen = state.kind === 'payable' || state.kind === 'verifying';
  const [problem, setProblem] = useState<Problem | null>(null);
  // A forged payment key would end the hold, so only the return of our own window pays by itself.
  const [isWanted, setWanted] = useState(() => wasWindowOpened(reservation.id));

  useEffect(() => {
    if (approval === null || isForeign || !isOpen || !isWanted) return;
    const over = new AbortController();
    payByWindow(reservation.id, approval, over.signal).then(
      (found) => {
        setProblem(found);
        reload();
      },
      () => undefined,
    );
    return () => over.abort();
  }, [isWanted]);
  useEffect(() => {
    if (!isOpen) forgetWindow(reservation.id);
    // The payment key has served: it stays in no history and no bookmark.
    if (state.kind === 'confirmed' && location.search !== '') goTo(location.pathname, { replace: true });
    if (approval === null && state.kind === 'payable')
      goTo(`/reservations/${reservation.id}/pay`, { replace: true });
  }, [state.kind]);

  switch (state.kind) {
    case 'confirmed':
      return <Confirmed reservation={reservation} email={email} />;
    case 'verifying':
      return <PaymentVerifying reservationId={reservation.id} />;
    case 'payable':
      if (isForeign) return <Refused reservation={reservation} problem="foreign" />;
      if (problem !== null) return <Refused reservation={reservation} problem={problem} />;
      if (approval !== null && !isWanted) return <AskFirst approve={() => setWanted(true)} />;
      return approval === null ? <Loading /> : <PaymentVerifying reservationId={reservation.id} />;
    default:
      return <Ended reservation={reservation} state={state} />;
  }
}

/** The command's refusal; null once the reservation is paid or ended by itself. */
async function payByWindow(
  reservationId: string,
  approval: WindowApproval,
  signal: AbortSignal,
): Promise<Problem | null> {
  const { paymentKey, amount } = approval;
  const body = { method: 'gateway', reservationId, paymentKey, amount } as const;
  const idempotencyKey = idempotencyKeyOf(approval);
  const end = await settlePayment(
    {
      run: (over) => api.run('payment.pay', { body, idempotencyKey, signal: over }),
      read: (over) => readReservation(reservationId, over),
      pause: sleep,
    },
    signal,
  ).catch((fault: unknown) => {
    if (fault instanceof ProblemError) return { problem: fault.problem };
    throw fault;
  });
  return end.problem;
}

/** This browser did not open the payment window: the fan decides. */
function AskFirst({ approve }: { readonly approve: () => void }) {
  const texts = useTexts(checkoutTexts);
  return (
    <Notice
      kind="warning"
      title={texts.otherWindow}
      action={<Button onClick={approve}>{texts.approve}</Button>}
    >
      {texts.otherWindowText}
    </Notice>
  );
}

interface RefusedProps {
  readonly reservation: Reservation;
  readonly problem: Problem | 'foreign';
}

/** The payment was not made, and the seats are still held. */
function Refused({ reservation, problem }: RefusedProps) {
  const texts = useTexts(checkoutTexts);
  const again = <LinkButton href={`/reservations/${reservation.id}/pay`}>{texts.payAgain}</LinkButton>;
  if (problem === 'foreign') {
    return (
      <Notice kind="error" title={texts.wrongOrder} action={again}>
        {texts.wrongOrderText}
      </Notice>
    );
  }
  if (problem.code === 'amount_mismatch') {
    return (
      <Notice kind="error" title={texts.amountMismatch} action={again}>
        {texts.amountMismatchText}
      </Notice>
    );
  }
  return (
    <div class="stack">
      <ProblemNotice problem={problem} />
      <div class="row">{again}</div>
    </div>
  );
}
