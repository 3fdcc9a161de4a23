import {
  type Captured,
  decideApproved,
  decideDeclined,
  decideUnclear,
  onApproved,
} from '@concert-mania/core/payments/decide-settlement';
import { decideApprovedBatch } from '@concert-mania/core/payments/gateway/decide-gateway-batch';
import type { LockedPayment, PaymentHistory } from '@concert-mania/core/payments/money-state';
import type { PaymentStore, Settlement } from '@concert-mania/core/payments/ports';
import type { NewId, PaymentId } from '@concert-mania/core/shared/ids';
import { activeTraceparent } from '@concert-mania/runtime/tracing/trace-context';
import type { Database, Queryable } from '../../connection/database.ts';
import { lockEndedSeats } from '../../reservations/reservation-seats.ts';
import { inBatches, type OnFallback } from '../in-batches.ts';
import { lockPayment, lockPayments, lockWallet, readHistory, recordedOutcome } from '../load-money.ts';
import { streamsOf, writeMoney } from '../write-money.ts';

interface Approval extends Captured {
  readonly paymentId: PaymentId;
  readonly traceparent: string | undefined;
}

/**
 * Settles payments after the gateway answered: approved (in batches), declined, or captured with
 * another amount (`blockPayment`), which a person must settle.
 */
export function makeSettlements(
  db: Database,
  newId: NewId,
  onFallback?: OnFallback,
): Pick<PaymentStore, 'settleApproved' | 'settleDeclined' | 'blockPayment'> {
  const settleApproved = inBatches<Approval, Settlement>({
    together: (approvals) => settleTogether(db, newId, approvals),
    alone: (approval) => settleAlone(db, newId, approval),
    onFallback,
  });
  return {
    settleApproved: (paymentId, approvedAt, cancelledAmount = 0) =>
      settleApproved({ paymentId, approvedAt, cancelledAmount, traceparent: activeTraceparent() }),

    settleDeclined: (paymentId, failureCode) =>
      db.transaction(async (tx) => {
        const locked = await lockPayment(tx, paymentId);
        if (locked.payment.status !== 'in_progress') return recordedOutcome(tx, locked.payment.jobId);
        return writeMoney(tx, decideDeclined(locked, await readHistory(tx, locked), failureCode));
      }),

    blockPayment: (paymentId, captured) =>
      db.transaction(async (tx) => {
        const locked = await lockPayment(tx, paymentId);
        if (locked.payment.status !== 'in_progress') return;
        await writeMoney(tx, decideUnclear(locked, await readHistory(tx, locked), captured, newId));
      }),
  };
}

/** Confirms the reservations that still have their seats. */
const settleTogether = (db: Database, newId: NewId, approvals: readonly Approval[]) =>
  db.transaction(
    async (tx) => {
      const byPayment = new Map(approvals.map((approval) => [approval.paymentId, approval]));
      const payments = await lockPayments(tx, [...byPayment.keys()]);
      const traces = payments.flatMap(({ payment }) =>
        streamsOf(payment).map((stream) => [stream, byPayment.get(payment.id)?.traceparent] as const),
      );
      const decision = decideApprovedBatch(payments, byPayment, newId);
      const settled = await writeMoney(tx, decision, undefined, new Map(traces));
      return new Map(
        approvals.flatMap((approval) => {
          const settlement = settled.get(approval.paymentId);
          return settlement ? [[approval, settlement] as const] : [];
        }),
      );
    },
    { byKey: true },
  );

const settleAlone = (
  db: Database,
  newId: NewId,
  { paymentId, traceparent, ...captured }: Approval,
): Promise<Settlement> =>
  db.transaction(async (tx) => {
    const locked = await lockPayment(tx, paymentId);
    const { payment, reservation } = locked;
    if (payment.status !== 'in_progress') {
      return { kind: 'decided', outcome: await recordedOutcome(tx, payment.jobId) };
    }
    const traces = new Map(streamsOf(payment).map((stream) => [stream, traceparent]));
    if (reservation === null) {
      const walletAmount = await lockWallet(tx, payment.accountId);
      const state = { ...locked, history: null, seats: null, walletAmount };
      const balances = new Map([[payment.accountId, walletAmount]]);
      return writeMoney(tx, decideApproved(state, captured, newId), balances, traces);
    }
    const history = reservation.status === 'paying' ? null : await readHistory(tx, locked);
    const seats = await lockSeatsToRetake(tx, locked, history);
    const decision = decideApproved({ ...locked, history, seats, walletAmount: 0 }, captured, newId);
    return writeMoney(tx, decision, undefined, traces);
  });

/** Null unless late money may take the seats of its reservation again. */
const lockSeatsToRetake = async (
  tx: Queryable,
  { reservation }: LockedPayment,
  history: PaymentHistory | null,
) =>
  reservation && !history?.refund && onApproved(reservation) === 'retake'
    ? lockEndedSeats(tx, reservation)
    : null;
