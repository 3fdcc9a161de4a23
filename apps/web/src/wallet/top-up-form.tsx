import type { components } from '@concert-mania/client/api.d';
import { dataOf, type Problem } from '@concert-mania/client/problem';
import { useEffect, useState } from 'preact/hooks';
import { openWindow } from '../checkout/payment-window/open-window.ts';
import { api } from '../shell/client.ts';
import { formatWon } from '../shell/format.ts';
import { problemOf } from '../shell/loading/passing.ts';
import { Button } from '../shell/parts/button.tsx';
import { Field } from '../shell/parts/field.tsx';
import { ProblemNotice } from '../shell/parts/notice.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { walletTexts } from './texts.ts';
import { MOST_TOP_UP_AMOUNT, readAmount } from './top-up.ts';

type TopUpOrder = components['schemas']['TopUpOrder'];

const STEPS = [10_000, 50_000, 100_000];

interface TopUpFormProps {
  /** The amount that a checkout is short of. */
  readonly wanted: number | null;
  /** The checkout page to go back to. */
  readonly next: string | null;
}

/** Opens an order for an amount and leaves for the payment window. */
export function TopUpForm({ wanted, next }: TopUpFormProps) {
  const language = useLanguage();
  const texts = useTexts(walletTexts);
  const [text, setText] = useState(String(wanted ?? ''));
  const [isWrong, setWrong] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null | undefined>(undefined);
  const most = formatWon(MOST_TOP_UP_AMOUNT, language);
  useEffect(() => {
    // The browser may bring this page back from its cache after the payment window.
    const back = (event: PageTransitionEvent) => event.persisted && setBusy(false);
    addEventListener('pageshow', back);
    return () => removeEventListener('pageshow', back);
  }, []);

  const submit = async (event: Event) => {
    event.preventDefault();
    const amount = readAmount(text);
    setWrong(amount === null);
    if (amount === null || busy) return;
    setBusy(true);
    setProblem(undefined);
    await leaveForWindow(amount, texts.topUp, next).catch((fault: unknown) => {
      setProblem(problemOf(fault));
      setBusy(false);
    });
  };
  return (
    <form class="card stack" noValidate onSubmit={(event) => void submit(event)}>
      <h2>{texts.topUp}</h2>
      {next !== null && <p class="muted">{texts.forOrder}</p>}
      <Field
        label={texts.amount}
        hint={texts.amountHint(most)}
        error={isWrong ? texts.amountWrong(most) : undefined}
        name="amount"
        inputMode="numeric"
        autocomplete="off"
        required
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div class="row">
        {STEPS.map((step) => (
          <Button
            key={step}
            kind="secondary"
            onClick={() => setText(String(Math.min(MOST_TOP_UP_AMOUNT, (readAmount(text) ?? 0) + step)))}
          >
            {texts.plus(formatWon(step, language))}
          </Button>
        ))}
      </div>
      {problem !== undefined && <ProblemNotice problem={problem} />}
      <Button type="submit" busy={busy}>
        {texts.go}
      </Button>
    </form>
  );
}

async function leaveForWindow(amount: number, orderName: string, next: string | null): Promise<void> {
  const { orderId } = await dataOf<TopUpOrder>(api.POST('/v1/wallet/top-up-orders', { body: { amount } }));
  const query = next === null ? '' : `?next=${encodeURIComponent(next)}`;
  await openWindow({
    ...{ orderId, amount, orderName },
    successPath: `/wallet/topped-up${query}`,
    failPath: `/wallet${query}`,
  });
}
