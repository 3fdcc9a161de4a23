import type { components } from '@concert-mania/client/api.d';
import { dataOf, type Problem } from '@concert-mania/client/problem';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { api } from '../shell/client.ts';
import { useLoaded } from '../shell/loading/use-loaded.ts';
import { Notice, ProblemNotice } from '../shell/parts/notice.tsx';
import { Page } from '../shell/parts/page.tsx';
import { SignedIn } from '../shell/parts/signed-in.tsx';
import { Loading, Show } from '../shell/parts/states.tsx';
import { ToReservations } from '../shell/parts/ways-on.tsx';
import { goTo } from '../shell/routing/address.ts';
import type { PageProps } from '../shell/routing/router.tsx';
import { useTexts } from '../shell/texts.ts';
import './checkout.css';
import { DeclineReason } from './decline-reason.ts';
import { Ended } from './ended.tsx';
import { HoldCountdown } from './order/hold-countdown.tsx';
import { OrderSummary } from './order/order-summary.tsx';
import { payStateOf } from './order/pay-state.ts';
import { type SeenReservation, useReservation } from './order/use-reservation.ts';
import { PayForm } from './pay-form.tsx';
import { PaymentVerifying } from './payment-verifying.tsx';
import { loadWindowUrl } from './payment-window/open-window.ts';
import { readFailure } from './payment-window/window-return.ts';
import { checkoutTexts } from './texts.ts';

type Wallet = components['schemas']['Wallet'];

export default function PayPage({ params: { reservationId = '' } }: PageProps) {
  const texts = useTexts(checkoutTexts);
  return (
    <SignedIn>
      {() => (
        <Page title={texts.payTitle} isReturn={readFailure(location.search) !== null}>
          <Checkout key={reservationId} reservationId={reservationId} />
        </Page>
      )}
    </SignedIn>
  );
}

function Checkout({ reservationId }: { readonly reservationId: string }) {
  const seen = useReservation(reservationId);
  return (
    <Show of={seen} wayOn={<ToReservations />}>
      {(value, reload) => <State seen={value} reload={reload} />}
    </Show>
  );
}

interface StateProps {
  readonly seen: SeenReservation;
  readonly reload: () => void;
}

function State({ seen, reload }: StateProps) {
  const { reservation } = seen;
  const state = payStateOf(reservation);
  const isConfirmed = state.kind === 'confirmed';
  useEffect(() => {
    if (isConfirmed) goTo(`/reservations/${reservation.id}/paid`, { replace: true });
  }, [isConfirmed]);
  switch (state.kind) {
    case 'confirmed':
      return <Loading />;
    case 'verifying':
      return <PaymentVerifying reservationId={reservation.id} />;
    case 'payable':
      return <Payable seen={seen} reload={reload} declined={state.declined} />;
    default:
      return <Ended reservation={reservation} state={state} />;
  }
}

function Payable({ seen, reload, declined }: StateProps & { readonly declined: string | null }) {
  const { reservation } = seen;
  const [problem, setProblem] = useState<Problem | null>(null);
  const means = useLoaded(
    async (signal) => {
      const wallet = dataOf<Wallet>(api.GET('/v1/wallet', { signal }));
      const window = loadWindowUrl().catch(() => null);
      return { balanceAmount: (await wallet).balanceAmount, hasWindow: (await window) !== null };
    },
    [reservation.id, problem],
  );
  return (
    <div class="checkout">
      <div class="stack">
        <HoldCountdown time={seen} onEnd={reload} />
        {problem ? <ProblemNotice problem={problem} /> : <WindowNotice declined={declined} />}
        <Show of={means}>
          {(value) => (
            <PayForm
              reservation={reservation}
              {...value}
              onEnd={(end) => {
                setProblem(end.problem);
                reload();
              }}
            />
          )}
        </Show>
      </div>
      <OrderSummary reservation={reservation} />
    </div>
  );
}

/** The reason why the last try to pay failed, while the seats are still held. */
function WindowNotice({ declined }: { readonly declined: string | null }) {
  const texts = useTexts(checkoutTexts);
  const failure = useMemo(() => readFailure(location.search), []);
  if (declined !== null) {
    return (
      <Notice kind="error" title={texts.declined}>
        <p>{texts.declinedHeld}</p>
        <DeclineReason code={declined} />
      </Notice>
    );
  }
  if (failure === null) return null;
  if (failure.kind === 'cancelled') {
    return (
      <Notice kind="info" title={texts.windowCancelled}>
        {texts.windowCancelledText}
      </Notice>
    );
  }
  return (
    <Notice kind="error" title={texts.windowFailed}>
      <p>{texts.windowFailedText}</p>
      {failure.code !== 'REJECT_CARD_COMPANY' && <DeclineReason code={failure.code} />}
    </Notice>
  );
}
