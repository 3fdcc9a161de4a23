import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { DeclineReason } from '../checkout/decline-reason.ts';
import { api } from '../shell/client.ts';
import { formatWon } from '../shell/format.ts';
import { useLoaded } from '../shell/loading/use-loaded.ts';
import { Badge, Show } from '../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../shell/texts.ts';
import { reservationTexts } from './texts.ts';
import { Timeline } from './timeline.tsx';
import { PAYMENT_KINDS } from './words.ts';

type Payment = components['schemas']['Payment'];
type PaymentDetail = components['schemas']['PaymentDetail'];

export function Payments({ payments }: { readonly payments: readonly Payment[] }) {
  const texts = useTexts(reservationTexts);
  return (
    <section class="card stack">
      <h2>{texts.payments}</h2>
      {payments.length === 0 && <p class="muted">{texts.noPayments}</p>}
      {payments.map((payment) => (
        <PaymentLines key={payment.id} payment={payment} />
      ))}
    </section>
  );
}

function PaymentLines({ payment }: { readonly payment: Payment }) {
  const language = useLanguage();
  const texts = useTexts(reservationTexts);
  const [open, setOpen] = useState(false);
  const { method, status, amount, refundedAmount, failureCode } = payment;
  return (
    <div class="payment">
      <p class="between">
        <span class="row">
          {texts.method[method]} <Badge kind={PAYMENT_KINDS[status]}>{texts.payment[status]}</Badge>
        </span>
        <strong class="figures">{formatWon(amount, language)}</strong>
      </p>
      {refundedAmount > 0 && <p class="muted">{texts.refunded(formatWon(refundedAmount, language))}</p>}
      {failureCode !== null && <DeclineReason code={failureCode} />}
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{texts.history}</summary>
        {open && <PaymentHistory paymentId={payment.id} />}
      </details>
    </div>
  );
}

function PaymentHistory({ paymentId }: { readonly paymentId: string }) {
  const detail = useLoaded(
    (signal) =>
      dataOf<PaymentDetail>(api.GET('/v1/payments/{paymentId}', { params: { path: { paymentId } }, signal })),
    [paymentId],
  );
  return <Show of={detail}>{({ timeline }) => <Timeline events={timeline} />}</Show>;
}
