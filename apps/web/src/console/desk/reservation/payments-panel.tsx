import { reservationTexts } from '../../../reservations/texts.ts';
import { PAYMENT_KINDS } from '../../../reservations/words.ts';
import { formatDateTime, formatWon } from '../../../shell/format.ts';
import { Badge } from '../../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../../shell/texts.ts';
import { Panel } from '../../parts/panel.tsx';
import { Table } from '../../parts/table.tsx';
import { deskTexts } from '../texts.ts';
import type { DeskReservation } from './load-reservation.ts';

export function PaymentsPanel({ payments }: Pick<DeskReservation, 'payments'>) {
  const t = useTexts(deskTexts);
  const texts = useTexts(reservationTexts);
  const language = useLanguage();
  return (
    <Panel title={t.payments}>
      {payments.length === 0 ? (
        <p class="muted">{texts.noPayments}</p>
      ) : (
        <Table
          caption={t.payments}
          rows={payments}
          keyOf={({ id }) => id}
          columns={[
            { name: t.payment, cell: ({ method }) => texts.method[method] },
            {
              name: t.status,
              cell: ({ status }) => <Badge kind={PAYMENT_KINDS[status]}>{texts.payment[status]}</Badge>,
            },
            { name: t.when, cell: ({ createdAt }) => formatDateTime(createdAt, language) },
            { name: t.amount, cell: ({ amount }) => formatWon(amount, language), isNumber: true },
            {
              name: t.refund,
              cell: ({ refundedAmount }) => formatWon(refundedAmount, language),
              isNumber: true,
            },
          ]}
        />
      )}
    </Panel>
  );
}

/** Refunds, also those under way. */
export function RefundsPanel({ refunds }: Pick<DeskReservation, 'refunds'>) {
  const t = useTexts(deskTexts);
  const language = useLanguage();
  if (refunds.length === 0) return null;
  return (
    <Panel title={t.refund}>
      <Table
        caption={t.refund}
        rows={refunds}
        keyOf={({ id }) => id}
        columns={[
          {
            name: t.status,
            cell: ({ status, blocked }) =>
              blocked ? (
                <a href="/console/money">
                  <Badge kind="error">{t.stuckTitle}</Badge>
                </a>
              ) : (
                <Badge kind={status === 'completed' ? 'success' : 'info'}>{t.refundStatus[status]}</Badge>
              ),
          },
          { name: t.reason, cell: ({ reason }) => reason },
          { name: t.when, cell: ({ createdAt }) => formatDateTime(createdAt, language) },
          { name: t.amount, cell: ({ amount }) => formatWon(amount, language), isNumber: true },
          { name: t.fee, cell: ({ feeAmount }) => formatWon(feeAmount, language), isNumber: true },
        ]}
      />
    </Panel>
  );
}
