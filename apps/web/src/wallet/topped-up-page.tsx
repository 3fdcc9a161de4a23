import type { JobOf, ResultOf } from '@concert-mania/client/jobs';
import type { Problem } from '@concert-mania/client/problem';
import { sleep } from '@concert-mania/client/send';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { type CommandEnd, runUntilKnown } from '../checkout/payment-window/settle.ts';
import {
  idempotencyKeyOf,
  readApproval,
  type WindowApproval,
} from '../checkout/payment-window/window-return.ts';
import { Verifying } from '../checkout/verifying.tsx';
import { api } from '../shell/client.ts';
import { formatWon } from '../shell/format.ts';
import { LinkButton } from '../shell/parts/button.tsx';
import { Notice, ProblemNotice } from '../shell/parts/notice.tsx';
import { Page } from '../shell/parts/page.tsx';
import { SignedIn } from '../shell/parts/signed-in.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { walletTexts } from './texts.ts';
import { checkoutPath } from './top-up.ts';
import './wallet.css';

type TopUpResult = ResultOf<'wallet.top-up'>;

export default function ToppedUpPage() {
  return <SignedIn>{() => <ToppedUp />}</SignedIn>;
}

function ToppedUp() {
  const language = useLanguage();
  const texts = useTexts(walletTexts);
  const approval = useMemo(() => readApproval(location.search), []);
  const next = useMemo(() => checkoutPath(new URLSearchParams(location.search).get('next')), []);
  const [end, setEnd] = useState<CommandEnd<JobOf<'wallet.top-up'>> | null>(null);
  useEffect(() => {
    if (approval === null) return;
    const over = new AbortController();
    topUp(approval, over.signal).then(setEnd, () => undefined);
    return () => over.abort();
  }, []);

  if (approval === null) {
    return (
      <Page isReturn title={texts.toppedUpTitle} width="narrow">
        <Notice kind="error" title={texts.incomplete} action={<Again next={next} />}>
          {texts.incompleteText}
        </Notice>
      </Page>
    );
  }
  const result = end?.kind === 'job' ? (end.job.result as TopUpResult | null) : null;
  if (result !== null) {
    return (
      <Page isReturn title={texts.doneTitle} width="narrow">
        <div class="stack">
          <Notice kind="success">
            {texts.done(formatWon(approval.amount, language), formatWon(result.balanceAmount, language))}
          </Notice>
          {next !== null && <LinkButton href={next}>{texts.back}</LinkButton>}
          <LinkButton kind={next === null ? 'primary' : 'secondary'} href="/wallet">
            {texts.toWallet}
          </LinkButton>
        </div>
      </Page>
    );
  }
  return (
    <Page isReturn title={texts.toppedUpTitle} width="narrow">
      {end === null ? (
        <Verifying texts={texts} elsewhere={{ href: '/wallet', name: texts.toWallet }} />
      ) : (
        <Refused problem={problemOf(end)} next={next} />
      )}
    </Page>
  );
}

const problemOf = (end: CommandEnd<JobOf<'wallet.top-up'>>): Problem | null =>
  end.kind === 'refused' ? end.problem : end.job.error;

function topUp({ paymentKey, orderId, amount }: WindowApproval, signal: AbortSignal) {
  const input = {
    body: { paymentKey, orderId, amount },
    idempotencyKey: idempotencyKeyOf({ paymentKey, orderId, amount }),
  };
  const run = (over: AbortSignal) => api.run('wallet.top-up', { ...input, signal: over });
  return runUntilKnown({ run, pause: sleep }, signal);
}

function Again({ next }: { readonly next: string | null }) {
  const texts = useTexts(walletTexts);
  const query = next === null ? '' : `?next=${encodeURIComponent(next)}`;
  return <LinkButton href={`/wallet${query}`}>{texts.again}</LinkButton>;
}

function Refused({ problem, next }: { readonly problem: Problem | null; readonly next: string | null }) {
  return (
    <div class="stack">
      <ProblemNotice problem={problem} />
      <Again next={next} />
    </div>
  );
}
