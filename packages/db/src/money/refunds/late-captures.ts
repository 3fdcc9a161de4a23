import type { Capture, CaptureFound } from '@concert-mania/core/payments/ports';
import type { NewId, PaymentId } from '@concert-mania/core/shared/ids';
import type { Database, Queryable } from '../../connection/database.ts';
import { creditedBy } from '../ledger/pending-transfers.ts';
import { type LockedForSettlement, lockForSettlement } from '../payments/settlement-lock.ts';
import { findRefund, insertRefund, lateRefund, toOpenRefund } from './refund-rows.ts';
import { openStuckMoney } from './stuck-money-rows.ts';

export async function deleteInquiry(tx: Queryable, paymentKey: string): Promise<void> {
  await tx.query('delete from gateway_inquiries where payment_key = $1', [paymentKey]);
}

const KNOWN: CaptureFound = { kind: 'known' };

/** Settles money that the gateway holds and our books lack. Ends the inquiry about it. */
export const settleCapture = (db: Database, newId: NewId, capture: Capture): Promise<CaptureFound> =>
  db.transaction(async (tx) => {
    const { paymentKey, orderId, amount, cancelledAmount } = capture;
    await deleteInquiry(tx, paymentKey);
    const [failed] = await tx.query<{ id: PaymentId }>(
      `select id from payments where payment_key = $1 and order_id = $2 and amount = $3 order by id desc limit 1`,
      [paymentKey, orderId, amount],
    );
    // The lock first: whoever begins another payment of the same reservation has it too.
    const locked = failed && (await lockForSettlement(tx, failed.id));
    const [live] = await tx.query(`select 1 from payments where payment_key = $1 and status <> 'failed'`, [
      paymentKey,
    ]);
    // A payment accounts for it by now, or all of it was given back.
    if (live || cancelledAmount >= amount) return KNOWN;
    return locked ? refundInFull(tx, newId, locked) : leaveToPerson(tx, newId, capture);
  });

async function refundInFull(
  tx: Queryable,
  newId: NewId,
  { payment }: LockedForSettlement,
): Promise<CaptureFound> {
  const { id: paymentId } = payment;
  if (payment.status !== 'failed' || (await findRefund(tx, { openOf: paymentId }))) return KNOWN;
  const refund = lateRefund(newId, payment);
  await insertRefund(tx, refund, FIRST_LOOK_MS, creditedBy(payment));
  return { kind: 'refund_due', refund: toOpenRefund(refund, payment) };
}

/** The process that added the refund calls the gateway at once; others do so only if it died. */
const FIRST_LOOK_MS = 30_000;

async function leaveToPerson(tx: Queryable, newId: NewId, capture: Capture): Promise<CaptureFound> {
  const { paymentKey, orderId, amount, cancelledAmount } = capture;
  // Only once: an item that a person has settled is not opened again.
  const [known] = await tx.query(
    `select 1 from stuck_money s left join payments p on p.id = s.payment_id
     where (s.kind = 'unknown_capture' and s.payment_key = $1)
       or (s.kind = 'payment_unclear' and p.payment_key = $1 and s.settled_by is not null)`,
    [paymentKey],
  );
  if (known) return KNOWN;
  await openStuckMoney(tx, newId, {
    kind: 'unknown_capture',
    paymentId: null,
    paymentKey,
    wantedAmount: amount - cancelledAmount,
    balanceAmount: amount - cancelledAmount,
    code: 'UNKNOWN_CAPTURE',
    message: `The gateway holds ${amount - cancelledAmount} won for the order ${orderId}, of which we know no payment.`,
  });
  return { kind: 'unknown' };
}
