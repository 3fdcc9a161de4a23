import type { components } from '@concert-mania/client/api.d';
import type { Problem } from '@concert-mania/client/problem';
import type { Reservation } from '../../checkout/order/pay-state.ts';
import { formatDateTime, formatWon } from '../../shell/format.ts';
import { Button } from '../../shell/parts/button.tsx';
import { Notice, ProblemNotice } from '../../shell/parts/notice.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import { cancellingTexts } from './texts.ts';

type CancellationPreview = components['schemas']['CancellationPreview'];

interface CancelOfferProps {
  readonly reservation: Reservation;
  readonly preview: CancellationPreview;
  /** Whether all seats are to be cancelled. */
  readonly isAll: boolean;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly onAgree: () => void;
  readonly onClose: () => void;
}

/** The refund and the fee of a cancellation, with the button that makes it. */
export function CancelOffer(props: CancelOfferProps) {
  const { reservation, preview, isAll, busy, problem, onAgree, onClose } = props;
  const language = useLanguage();
  const texts = useTexts(cancellingTexts);
  const keep = (
    <Button kind="secondary" onClick={onClose}>
      {texts.keep}
    </Button>
  );
  if (preview.outcome === 'not_cancellable') {
    return (
      <div class="stack">
        <Notice kind="warning" title={texts.notCancellable}>
          {texts.notCancellableText}
        </Notice>
        {keep}
      </div>
    );
  }
  const refundAmount = formatWon(preview.refundAmount, language);
  const agreeFree = isAll ? texts.confirmCancelFree : texts.confirmCancelSeats;
  const agree = preview.refundAmount > 0 ? texts.confirmCancel(refundAmount) : agreeFree;
  return (
    <div class="stack">
      {preview.outcome === 'release' ? (
        <p>{texts.releaseText}</p>
      ) : (
        <RefundLines reservation={reservation} preview={preview} />
      )}
      {problem && <ProblemNotice problem={problem} />}
      <div class="dialog-actions">
        <Button kind="danger" busy={busy} onClick={onAgree}>
          {preview.outcome === 'release' ? texts.confirmRelease : agree}
        </Button>
        {keep}
      </div>
    </div>
  );
}

function RefundLines({ reservation, preview }: Pick<CancelOfferProps, 'reservation' | 'preview'>) {
  const language = useLanguage();
  const texts = useTexts(cancellingTexts);
  const { refundAmount, feeAmount, steps } = preview;
  const paid = reservation.payments.findLast(({ approvedAt }) => approvedAt !== null);
  const lines = [
    { name: texts.price, amount: refundAmount + feeAmount },
    { name: texts.fee, amount: feeAmount },
  ];
  return (
    <>
      <dl class="refund-lines figures">
        {lines.map(({ name, amount }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatWon(amount, language)}</dd>
          </div>
        ))}
        <div class="refund-total">
          <dt>{texts.refund}</dt>
          <dd>{formatWon(refundAmount, language)}</dd>
        </div>
      </dl>
      {paid && refundAmount > 0 && <p class="muted">{texts.refundTo[paid.method]}</p>}
      {steps.length > 1 && (
        <div>
          <h3>{texts.later}</h3>
          <ul class="fee-steps small">
            {steps.map((step) => (
              <li key={step.until}>
                <span>{texts.until(formatDateTime(step.until, language))}</span>
                <span class="figures">
                  {step.feeAmount === 0 ? texts.free : texts.feeIs(formatWon(step.feeAmount, language))}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <p class="muted small">{texts.feeChanged}</p>
    </>
  );
}
