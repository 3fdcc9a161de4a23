import type { RefundId } from '@concert-mania/core/payments/model';
import type {
  HandSettlement,
  StuckKind,
  StuckMoneyId,
} from '@concert-mania/core/payments/refunds/stuck-money';
import type { AccountId, NewId, PaymentId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';
import type { Queryable } from '../../connection/database.ts';
import { appendEvents } from '../../events/domain-events.ts';

export interface NewStuckMoney {
  readonly kind: StuckKind;
  /** Null if only the gateway's payment key is known. */
  readonly paymentId: PaymentId | null;
  readonly paymentKey?: string;
  readonly refundId?: RefundId;
  readonly wantedAmount: Won;
  readonly balanceAmount: Won | null;
  readonly code: string;
  readonly message: string;
}

const MAX_MESSAGE_LENGTH = 500;

/**
 * Opens stuck money in the caller's transaction. False if it was open before; the new refusal is
 * then recorded.
 */
export async function openStuckMoney(tx: Queryable, newId: NewId, stuck: NewStuckMoney): Promise<boolean> {
  const [row] = await tx.query<{ id: string; attempts: number }>(
    `insert into stuck_money (id, kind, payment_id, refund_id, wanted_amount, balance_amount, code, message, payment_key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (kind, coalesce(refund_id, payment_id, payment_key)) where settled_at is null
     do update set attempts = stuck_money.attempts + 1, wanted_amount = excluded.wanted_amount,
       balance_amount = excluded.balance_amount, code = excluded.code, message = excluded.message
     returning id, attempts`,
    [
      newId('stk'),
      stuck.kind,
      stuck.paymentId,
      stuck.refundId ?? null,
      stuck.wantedAmount,
      stuck.balanceAmount,
      stuck.code,
      stuck.message.slice(0, MAX_MESSAGE_LENGTH),
      stuck.paymentKey ?? null,
    ],
  );
  if (!row || row.attempts > 1) return false;
  const { message: _message, paymentKey: _paymentKey, ...payload } = stuck;
  await appendEvents(tx, [{ stream: row.id, version: 1, type: 'money.blocked', payload }]);
  return true;
}

/** The stuck money to close: an item by id, the open one of a refund, or one kind of a payment. */
export type ClosedBy =
  | { readonly id: StuckMoneyId }
  | { readonly refundId: RefundId }
  | { readonly kind: StuckKind; readonly paymentId: PaymentId };

/** Closes stuck money in the caller's transaction, settled by a person or ended by itself. */
export async function closeStuckMoney(
  tx: Queryable,
  which: ClosedBy,
  by: (HandSettlement & { readonly accountId: AccountId }) | null,
): Promise<void> {
  const [where, values] =
    'id' in which
      ? ['id = $4', [which.id]]
      : 'refundId' in which
        ? ['refund_id = $4', [which.refundId]]
        : ['kind = $4 and payment_id = $5', [which.kind, which.paymentId]];
  const closed = await tx.query<{ id: string }>(
    `update stuck_money set settled_at = clock_timestamp(), settled_by = $1, reference = $2, note = $3
     where settled_at is null and ${where} returning id`,
    [by?.accountId ?? null, by?.reference ?? null, by?.note ?? null, ...values],
  );
  const payload = by ? { settledBy: by.accountId, reference: by.reference } : { settledBy: null };
  await appendEvents(
    tx,
    closed.map(({ id }) => ({ stream: id, version: 2, type: 'money.settled', payload })),
  );
}
