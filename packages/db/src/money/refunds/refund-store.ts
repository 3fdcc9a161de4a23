import type { RefundId } from '@concert-mania/core/payments/model';
import type { PaymentStore } from '@concert-mania/core/payments/ports';
import {
  decideReduced,
  decideRefunded,
  decideRefundRefused,
  type RefundState,
} from '@concert-mania/core/payments/refunds/decide-refund';
import { jobOfRefund } from '@concert-mania/core/payments/refunds/refund';
import type { NewId } from '@concert-mania/core/shared/ids';
import type { Database, Queryable } from '../../connection/database.ts';
import type { Balances } from '../ledger/ledger-parts.ts';
import { knowPayment, lockPaymentOf, recordedOutcome } from '../load-money.ts';
import { writeMoney } from '../write-money.ts';

type RefundVerbs = Pick<
  PaymentStore,
  'settleRefund' | 'noteElsewhere' | 'noteCancel' | 'endCancel' | 'blockRefund'
>;

/** Longer than a gateway takes to carry out a cancel whose answer was lost. */
const CANCEL_LASTS_MINUTES = 10;

/** Refunds through the gateway, in PostgreSQL. */
export function makeRefundStore(db: Database, newId: NewId): RefundVerbs {
  return {
    settleRefund: (refundId, cancelledAmount = 0) =>
      db.transaction(async (tx) => {
        const { state, balances } = await lockRefund(tx, refundId);
        const outcome = await writeMoney(tx, decideRefunded(state, cancelledAmount, newId), balances);
        return outcome ?? recordedOutcome(tx, jobOfRefund(state.refund, state.payment));
      }),

    noteElsewhere: (refundId, elsewhereAmount) =>
      db.transaction(async (tx) => {
        const { state } = await lockRefund(tx, refundId);
        await writeMoney(tx, decideReduced(state, elsewhereAmount));
      }),

    blockRefund: (refundId, refusal) =>
      db.transaction(async (tx) => {
        const { state } = await lockRefund(tx, refundId);
        return writeMoney(tx, decideRefundRefused(state, refusal, newId));
      }),

    noteCancel: async (refundId, cancelledAmount) => {
      const noted = await db.query(
        `update refunds set cancel_at = clock_timestamp(), cancel_base_amount = $2
         where id = $1 and status = 'in_progress' and (cancel_at is null or cancel_base_amount = $2
           or cancel_at <= now() - make_interval(mins => $3)) returning 1`,
        [refundId, cancelledAmount, CANCEL_LASTS_MINUTES],
      );
      return noted.length === 1;
    },

    endCancel: async (refundId) => {
      await db.query('update refunds set cancel_at = null, cancel_base_amount = null where id = $1', [
        refundId,
      ]);
    },
  };
}

async function lockRefund(
  tx: Queryable,
  refundId: RefundId,
): Promise<{ readonly state: RefundState; readonly balances: Balances }> {
  const { locked, balances } = await knowPayment(tx, await lockPaymentOf(tx, refundId), refundId);
  const { refund } = locked.history;
  if (!refund) throw new Error(`refund ${refundId} vanished while it was locked`);
  return { state: { ...locked, refund }, balances };
}
