import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useEffect, useMemo } from 'preact/hooks';
import { readFailure } from '../checkout/payment-window/window-return.ts';
import { api } from '../shell/client.ts';
import { formatWon } from '../shell/format.ts';
import { useLoaded } from '../shell/loading/use-loaded.ts';
import { LinkButton } from '../shell/parts/button.tsx';
import { Notice } from '../shell/parts/notice.tsx';
import { Page } from '../shell/parts/page.tsx';
import { SignedIn } from '../shell/parts/signed-in.tsx';
import { Show } from '../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { Entries } from './entries.tsx';
import { walletTexts } from './texts.ts';
import { checkoutPath, readAmount } from './top-up.ts';
import { TopUpForm } from './top-up-form.tsx';
import './wallet.css';

type Wallet = components['schemas']['Wallet'];
type Payment = components['schemas']['Payment'];

const LOOK_AGAIN_MS = 3_000;

export default function WalletPage() {
  const texts = useTexts(walletTexts);
  return (
    <SignedIn>
      {() => (
        <Page title={texts.title} isReturn={readFailure(location.search) !== null}>
          <MyWallet />
        </Page>
      )}
    </SignedIn>
  );
}

async function loadWallet(signal: AbortSignal) {
  const wallet = dataOf<Wallet>(api.GET('/v1/wallet', { signal }));
  const payments = dataOf<{ items: Payment[] }>(api.GET('/v1/payments', { params: { query: {} }, signal }));
  const isOpenTopUp = ({ reservationId, status }: Payment) =>
    reservationId === null && status === 'in_progress';
  return { balanceAmount: (await wallet).balanceAmount, pending: (await payments).items.filter(isOpenTopUp) };
}

function MyWallet() {
  const wallet = useLoaded(loadWallet, []);
  const pendingCount = wallet.state === 'ready' ? wallet.value.pending.length : 0;
  useEffect(() => {
    if (wallet.state !== 'ready' || pendingCount === 0) return;
    const timer = setTimeout(wallet.reload, LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [wallet.state === 'ready' ? wallet.value : null]);
  const came = useMemo(() => {
    const parameters = new URLSearchParams(location.search);
    return {
      wanted: readAmount(parameters.get('amount') ?? ''),
      next: checkoutPath(parameters.get('next')),
      failure: readFailure(location.search),
    };
  }, []);
  return (
    <Show of={wallet}>
      {({ balanceAmount, pending }) => (
        <div class="wallet">
          <div class="stack">
            <Balance amount={balanceAmount} next={came.next} />
            <TopUpNotice pending={pending} failure={came.failure?.kind ?? null} />
            <TopUpForm wanted={came.wanted} next={came.next} />
          </div>
          <Entries key={`${balanceAmount}`} />
        </div>
      )}
    </Show>
  );
}

function Balance({ amount, next }: { readonly amount: number; readonly next: string | null }) {
  const language = useLanguage();
  const texts = useTexts(walletTexts);
  return (
    <section class="card stack" aria-label={texts.balance}>
      <div>
        <p class="muted">{texts.balance}</p>
        <p class="balance figures">{formatWon(amount, language)}</p>
      </div>
      {next !== null && (
        <LinkButton kind="secondary" href={next}>
          {texts.back}
        </LinkButton>
      )}
    </section>
  );
}

interface TopUpNoticeProps {
  readonly pending: readonly Payment[];
  readonly failure: 'cancelled' | 'failed' | null;
}

function TopUpNotice({ pending, failure }: TopUpNoticeProps) {
  const language = useLanguage();
  const texts = useTexts(walletTexts);
  if (pending.length > 0) {
    const amount = pending.reduce((sum, payment) => sum + payment.amount, 0);
    return (
      <Notice kind="info" title={texts.pending}>
        {texts.pendingText(formatWon(amount, language))}
      </Notice>
    );
  }
  if (failure === null) return null;
  return failure === 'cancelled' ? (
    <Notice kind="info">{texts.windowCancelled}</Notice>
  ) : (
    <Notice kind="error">{texts.windowFailed}</Notice>
  );
}
