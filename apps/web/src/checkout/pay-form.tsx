import { useEffect, useRef, useState } from 'preact/hooks';
import { formatWon } from '../shell/format.ts';
import { Button, LinkButton } from '../shell/parts/button.tsx';
import { ProblemNotice } from '../shell/parts/notice.tsx';
import { currentLanguage, useLanguage, useTexts } from '../shell/texts.ts';
import type { Reservation } from './order/pay-state.ts';
import { loadShow } from './order/show.ts';
import { isWalletPaymentOpen, payFromWallet } from './pay-from-wallet.ts';
import { type PayMethod, PayMethods } from './pay-methods.tsx';
import { PaymentVerifying } from './payment-verifying.tsx';
import { openWindow } from './payment-window/open-window.ts';
import type { PayEnd } from './payment-window/settle.ts';
import { checkoutTexts } from './texts.ts';

interface PayFormProps {
  readonly reservation: Reservation;
  readonly balanceAmount: number;
  readonly hasWindow: boolean;
  readonly onEnd: (end: PayEnd) => void;
}

const SLOW_MS = 3_000;

export function PayForm({ reservation, balanceAmount, hasWindow, onEnd }: PayFormProps) {
  const { id, totalAmount } = reservation;
  const language = useLanguage();
  const texts = useTexts(checkoutTexts);
  const isEnough = balanceAmount >= totalAmount;
  const [wanted, setWanted] = useState<PayMethod>(isEnough ? 'wallet' : 'window');
  const method = isEnough ? wanted : 'window';
  const { busy, isUnreachable, pay } = usePaying(reservation, onEnd);
  if (busy === 'slow') return <PaymentVerifying reservationId={id} />;
  return (
    <section class="card stack">
      {totalAmount === 0 ? (
        <p>{texts.free}</p>
      ) : (
        <PayMethods
          reservationId={id}
          {...{ totalAmount, balanceAmount, hasWindow }}
          chosen={method}
          onChoose={setWanted}
        />
      )}
      {isUnreachable && <ProblemNotice problem={null} />}
      <Button
        class="pay-button"
        busy={busy !== 'no'}
        disabled={method === 'window' && !hasWindow}
        onClick={() => pay(method)}
      >
        {totalAmount === 0 ? texts.payFree : texts.pay(formatWon(totalAmount, language))}
      </Button>
      <LinkButton kind="quiet" href={`/reservations/${id}`}>
        {texts.release}
      </LinkButton>
    </section>
  );
}

/** Pays from the wallet, or leaves for the payment window. Goes on with a payment of the wallet. */
function usePaying(reservation: Reservation, onEnd: PayFormProps['onEnd']) {
  const { id } = reservation;
  const [busy, setBusy] = useState<'no' | 'yes' | 'slow'>('no');
  const [isUnreachable, setUnreachable] = useState(false);
  const over = useRef(new AbortController());
  const payByWallet = async () => {
    setBusy('yes');
    const slow = setTimeout(() => setBusy('slow'), SLOW_MS);
    const end = await payFromWallet(id, over.current.signal).finally(() => clearTimeout(slow));
    setBusy('no');
    onEnd(end);
  };
  const payByWindow = async () => {
    setBusy('yes');
    setUnreachable(false);
    await leaveForWindow(reservation).catch(() => {
      setUnreachable(true);
      setBusy('no');
    });
  };
  const pay = (method: PayMethod): void =>
    void (method === 'wallet' ? payByWallet().catch(() => undefined) : payByWindow());
  useEffect(() => {
    if (isWalletPaymentOpen(id)) pay('wallet');
    // The browser may bring this page back from its cache after the payment window.
    const back = (event: PageTransitionEvent) => event.persisted && setBusy('no');
    addEventListener('pageshow', back);
    return () => {
      removeEventListener('pageshow', back);
      over.current.abort();
    };
  }, []);
  return { busy, isUnreachable, pay };
}

/** The title of the concert names the order; the window opens without it, too. */
async function leaveForWindow({
  id,
  concertId,
  performanceId,
  seats,
  totalAmount,
}: Reservation): Promise<void> {
  const show = await loadShow(concertId, performanceId).catch(() => null);
  const count =
    currentLanguage() === 'ko'
      ? `${seats.length}석`
      : seats.length === 1
        ? '1 seat'
        : `${seats.length} seats`;
  await openWindow({
    orderId: id,
    amount: totalAmount,
    orderName: `${show?.title ?? 'Concert Mania'} · ${count}`,
    successPath: `/reservations/${id}/paid`,
    failPath: `/reservations/${id}/pay`,
  });
}
