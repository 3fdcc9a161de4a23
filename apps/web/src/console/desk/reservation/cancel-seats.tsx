import { resultOf } from '@concert-mania/client/jobs';
import { api } from '../../../shell/client.ts';
import { formatWon } from '../../../shell/format.ts';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { ReasonField } from '../reason-field.tsx';
import { deskTexts } from '../texts.ts';

const REFUNDS = ['policy', 'full', 'none'] as const;

interface CancelSeatsProps {
  readonly reservationId: string;
  /** All seats if empty. */
  readonly seatNumbers: readonly number[];
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onDone: (words: string) => void;
}

/** Asks how much is refunded, and why, before seats are cancelled. */
export function CancelSeats({ reservationId, seatNumbers, open, onClose, onDone }: CancelSeatsProps) {
  const t = useTexts(deskTexts);
  const language = useLanguage();
  const title = seatNumbers.length === 0 ? t.cancelAll : t.cancelSeats(seatNumbers.length);
  const cancel = async (form: FormData) => {
    const refund = REFUNDS.find((each) => each === form.get('refund')) ?? 'policy';
    const body = {
      ...(seatNumbers.length > 0 && { seatNumbers: [...seatNumbers] }),
      refund,
      reason: String(form.get('reason')),
    };
    const job = await api.run('box-office.cancel', { path: { reservationId }, body });
    const { refundAmount, feeAmount } = resultOf(job);
    onDone(t.cancelled(formatWon(refundAmount, language), formatWon(feeAmount, language)));
  };
  return (
    <ConfirmDialog title={title} confirm={title} kind="danger" open={open} onClose={onClose} act={cancel}>
      <p>{t.cancelLead}</p>
      <fieldset class="desk-choice">
        <legend>{t.refund}</legend>
        {REFUNDS.map((name, index) => (
          <label key={name} class="check">
            <input type="radio" name="refund" value={name} defaultChecked={index === 0} />
            <span>{t.refunds[name]}</span>
          </label>
        ))}
      </fieldset>
      <ReasonField />
    </ConfirmDialog>
  );
}
