import type { Payment, RefundId } from '@concert-mania/core/payments/model';
import type { NewId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';
import type { WritePart } from '../../connection/write-together.ts';
import { GATEWAY_CLEARING, type LedgerAccount, REVENUE, type Transfer, walletOf } from './ledger.ts';

/** Money in flight: reserved when the gateway is to be asked, in no balance until it is posted. */
export interface PendingTransfer {
  /** The id of the payment or refund whose money it is; the transfer that posts it has the same. */
  readonly reference: string;
  readonly kind: Transfer['kind'];
  readonly debit: LedgerAccount;
  readonly credit: LedgerAccount;
  /** Positive. */
  readonly amount: Won;
}

/** What a gateway payment is to bring in: to revenue for a reservation, to the wallet for a top-up. */
export const pendingCapture = (
  payment: Pick<Payment, 'id' | 'purpose' | 'accountId' | 'amount'>,
): PendingTransfer => ({
  reference: payment.id,
  kind: payment.purpose === 'top_up' ? 'top_up' : 'payment',
  debit: GATEWAY_CLEARING,
  credit: creditedBy(payment),
  amount: payment.amount,
});

/** The ledger account that the money of a payment went to; refunds are taken from it. */
export const creditedBy = ({ purpose, accountId }: Pick<Payment, 'purpose' | 'accountId'>): LedgerAccount =>
  purpose === 'top_up' ? walletOf(accountId) : REVENUE;

/** What the gateway is to give back. A fee never leaves the house: it is booked when the refund is posted. */
export const pendingRefund = (
  { id, amount }: { readonly id: RefundId; readonly amount: Won },
  debit: LedgerAccount = REVENUE,
): PendingTransfer => ({
  reference: id,
  kind: 'refund',
  debit,
  credit: GATEWAY_CLEARING,
  amount,
});

/**
 * Books a capture whose reserve was voided because the payment was declined. It needs its own
 * reference, because a reference is posted or voided once.
 */
export function lateCaptureOf(newId: NewId, payment: Payment): Transfer {
  return { ...captureOf(newId, payment), reference: `${payment.id}${LATE_SUFFIX}` };
}

export const LATE_SUFFIX = '.late';

/** The transfer that books a capture. */
export function captureOf(newId: NewId, payment: Payment): Transfer {
  const { reference, kind, debit, credit, amount } = pendingCapture(payment);
  return {
    id: newId('trf'),
    reference,
    kind,
    entries: [
      { account: debit, amount: -amount },
      { account: credit, amount },
    ],
  };
}

/** Reserves as a part of a larger write. A reference is reserved once. */
export const reservePart = (pending: PendingTransfer): WritePart => ({
  name: 'reserved',
  sql: `insert into ledger_pending (reference, kind, debit_account, credit_account, amount)
    values ($1, $2, $3, $4, $5) returning 1`,
  values: [pending.reference, pending.kind, pending.debit, pending.credit, pending.amount],
  rows: 1,
});

/**
 * Ends a pending transfer as parts of a larger write: posted together with the transfer that books it, or voided. A second end
 * of the same violates the primary key. What a worker of an earlier version claimed without a reserve is reserved with its end.
 */
export function resolveParts(pending: PendingTransfer, outcome: 'posted' | 'voided'): readonly WritePart[] {
  const { sql, ...reserve } = reservePart(pending);
  return [
    {
      ...reserve,
      sql: sql.replace('returning', 'on conflict (reference) do nothing returning'),
      allowFewer: true,
    },
    {
      name: 'resolved',
      sql: `insert into ledger_resolutions (reference, outcome, posted_reference)
        values ($1, $2, $3) returning 1`,
      values: [pending.reference, outcome, outcome === 'posted' ? pending.reference : null],
      rows: 1,
    },
  ];
}
