import {
  decideApproved,
  decideDeclined,
  decideUnclear,
  onApproved,
} from '@concert-mania/core/payments/decide-settlement';
import type { LockedPayment, PaymentHistory } from '@concert-mania/core/payments/money-state';
import type { PaymentStore } from '@concert-mania/core/payments/ports';
import type { NewId } from '@concert-mania/core/shared/ids';
import type { Database, Queryable } from '../../connection/database.ts';
import { lockEndedSeats } from '../../reservations/reservation-seats.ts';
import { lockPayment, lockWallet, readHistory, recordedOutcome } from '../load-money.ts';
import { writeMoney } from '../write-money.ts';

/** The verbs that settle a payment once the gateway has said what became of the money. */
export function makeSettlements(
  db: Database,
  newId: NewId,
): Pick<PaymentStore, 'settleApproved' | 'settleDeclined' | 'blockPayment'> {
  return {
    settleApproved: (paymentId, approvedAt, cancelledAmount = 0) =>
      db.transaction(async (tx) => {
        const locked = await lockPayment(tx, paymentId);
        const { payment, reservation } = locked;
        if (payment.status !== 'in_progress') {
          return { kind: 'decided', outcome: await recordedOutcome(tx, payment.jobId) };
        }
        const captured = { approvedAt, cancelledAmount };
        if (reservation === null) {
          const walletAmount = await lockWallet(tx, payment.accountId);
          const state = { ...locked, history: null, seats: null, walletAmount };
          const balances = new Map([[payment.accountId, walletAmount]]);
          return writeMoney(tx, decideApproved(state, captured, newId), balances);
        }
        const history = reservation.status === 'paying' ? null : await readHistory(tx, locked);
        const seats = await lockSeatsToRetake(tx, locked, history);
        return writeMoney(
          tx,
          decideApproved({ ...locked, history, seats, walletAmount: 0 }, captured, newId),
        );
      }),

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

/** Null unless late money may take the seats of its reservation again. */
const lockSeatsToRetake = async (
  tx: Queryable,
  { reservation }: LockedPayment,
  history: PaymentHistory | null,
) =>
  reservation && !history?.refund && onApproved(reservation) === 'retake'
    ? lockEndedSeats(tx, reservation)
    : null;
