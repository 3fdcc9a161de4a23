import type { Capture, DueInquiry, PaymentStore, SettledPayment } from '@concert-mania/core/payments/ports';
import { decideGivenBack } from '@concert-mania/core/payments/refunds/decide-elsewhere';
import { decideLateCapture } from '@concert-mania/core/payments/refunds/decide-late-capture';
import type { NewId, PaymentId } from '@concert-mania/core/shared/ids';
import { lockByName } from '../../connection/advisory-locks.ts';
import type { Database, Queryable } from '../../connection/database.ts';
import { knowPayment, lockPayment, readHistory } from '../load-money.ts';
import { writeMoney } from '../write-money.ts';

/**
 * Makes a settled payment due for an inquiry, and its open refund due for a look, because the
 * gateway reported a refund. In the caller's transaction.
 */
export async function noteGivenBack(tx: Queryable, paymentKey: string): Promise<void> {
  await tx.query(
    `insert into gateway_inquiries (payment_key) select payment_key from payments
     where payment_key = $1 and status in ('completed', 'partially_cancelled', 'cancelled')
     on conflict (payment_key) do update set due_at = now(), created_at = now()`,
    [paymentKey],
  );
  await tx.query(
    `update refunds set check_at = now() from payments p
     where p.id = payment_id and p.payment_key = $1 and refunds.status = 'in_progress'`,
    [paymentKey],
  );
}

/**
 * Makes a payment key due for an inquiry because the gateway reported a capture, unless we have a
 * payment under it that did not fail. In the caller's transaction.
 */
export async function noteCaptured(tx: Queryable, paymentKey: string): Promise<void> {
  await tx.query(
    `insert into gateway_inquiries (payment_key) select $1
     where not exists (select from payments where payment_key = $1 and status <> 'failed')
     on conflict (payment_key) do update set due_at = now(), created_at = now()`,
    [paymentKey],
  );
}

// Inquiries without an answer for a day are left to the comparison with the gateway's list.
const TAKE_DUE = `with due as (
    select payment_key from gateway_inquiries where due_at <= now()
    order by due_at limit $1 for update skip locked
  ), old as (
    delete from gateway_inquiries where created_at < now() - interval '1 day' and due_at <= now()
  ), taken as (
    update gateway_inquiries t
    set due_at = now() + greatest($2 * interval '1 ms', least((now() - t.created_at) / 4, interval '5 minutes'))
    from due where t.payment_key = due.payment_key and t.created_at >= now() - interval '1 day'
    returning t.payment_key
  )
  select taken.payment_key as "paymentKey", p.id, p.order_id as "orderId", p.amount from taken
  left join payments p on p.payment_key = taken.payment_key and p.status in ('completed', 'partially_cancelled', 'cancelled')`;

type InquiryRow = Pick<DueInquiry, 'paymentKey'> & {
  [K in 'id' | 'orderId' | 'amount']: SettledPayment[K] | null;
};
type InquiryVerbs = Pick<
  PaymentStore,
  'takeDueInquiries' | 'settleElsewhere' | 'settleCapture' | 'endInquiry'
>;

/** Inquiries about payments that are not open and about which the gateway reported a change. */
export function makeGatewayInquiries(db: Database, newId: NewId): InquiryVerbs {
  return {
    takeDueInquiries: async (limit, againAfterMs) => {
      const rows = await db.query<InquiryRow>(TAKE_DUE, [limit, againAfterMs]);
      return rows.map(({ paymentKey, id, orderId, amount }) => ({
        paymentKey,
        settled: id && orderId && amount !== null ? { id, orderId, amount, paymentKey } : null,
      }));
    },
    endInquiry: (paymentKey) => deleteInquiry(db, paymentKey),
    settleElsewhere: (paymentId, cancelledAmount) =>
      db.transaction(async (tx) => {
        const { locked, balances } = await knowPayment(tx, await lockPayment(tx, paymentId));
        if (locked.payment.paymentKey !== null) await deleteInquiry(tx, locked.payment.paymentKey);
        await writeMoney(tx, decideGivenBack(locked, locked.history, cancelledAmount, newId), balances);
      }),
    settleCapture: (capture) =>
      db.transaction(async (tx) => {
        await lockByName(tx, 'capture', capture.paymentKey);
        await deleteInquiry(tx, capture.paymentKey);
        const failed = await lockFailed(tx, capture);
        const [known] = await tx.query<{ accounted: boolean; asked: boolean }>(FIND_KNOWN, [
          capture.paymentKey,
        ]);
        const state = {
          isAccountedFor: known?.accounted ?? false,
          isKnown: known?.asked ?? false,
          failed,
        };
        return writeMoney(tx, decideLateCapture(capture, state, newId));
      }),
  };
}

async function deleteInquiry(tx: Queryable, paymentKey: string): Promise<void> {
  await tx.query('delete from gateway_inquiries where payment_key = $1', [paymentKey]);
}

/** Locks the payment of this order and amount: no other payment of its reservation begins now. */
async function lockFailed(tx: Queryable, { paymentKey, orderId, amount }: Capture) {
  const [row] = await tx.query<{ id: PaymentId }>(
    `select id from payments where payment_key = $1 and order_id = $2 and amount = $3 order by id desc limit 1`,
    [paymentKey, orderId, amount],
  );
  if (!row) return null;
  const locked = await lockPayment(tx, row.id);
  return { ...locked, history: await readHistory(tx, locked) };
}

const FIND_KNOWN = `select exists (select from payments where payment_key = $1 and status <> 'failed') as accounted,
  exists (select from stuck_money s left join payments p on p.id = s.payment_id
    where (s.kind = 'unknown_capture' and s.payment_key = $1)
      or (s.kind = 'payment_unclear' and p.payment_key = $1 and s.settled_by is not null)) as asked`;
