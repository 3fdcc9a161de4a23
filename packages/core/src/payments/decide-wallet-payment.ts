import { moveReservation } from '../holds/model.ts';
import type { AcceptedCommand } from '../shared/command.ts';
import type { AccountId, NewId, ReservationId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import { rejected } from '../shared/outcome.ts';
import type { PayOutcome, PayRefusal, WalletPay } from './commands.ts';
import {
  type LockedReservation,
  orderOf,
  type PayableState,
  payable,
  refusePayment,
} from './decide-payment.ts';
import { paid } from './decide-settlement.ts';
import { REVENUE, walletOf } from './ledger.ts';
import { beginPayment, movePayment } from './model.ts';
import type { Decision, MoneyChange } from './money-changes.ts';

type Pay = AcceptedCommand<WalletPay>;

/** Pays a reservation from the wallet, or refuses it. */
export function decideWalletPay(
  command: Pay,
  state: PayableState & { readonly walletAmount: Won },
  lateMs: number,
  newId: NewId,
): Decision<PayOutcome> {
  const found = payable(command, state, lateMs);
  if ('code' in found) return refuseWalletPay(command, found);
  if (state.walletAmount < found.reservation.totalAmount) {
    return refuseWalletPay(command, { code: 'insufficient_balance' });
  }
  return payFromWallet(command, found, newId);
}

function refuseWalletPay(command: Pay, error: PayRefusal): Decision<PayOutcome> {
  const outcome: PayOutcome = rejected(error);
  return { answer: outcome, changes: [{ kind: 'outcome_recorded', type: 'payment.pay', command, outcome }] };
}

/** The state of several wallet payments: their reservations, locked in order, and their wallets. */
export interface WalletBatchState {
  readonly reservations: readonly LockedReservation[];
  readonly balances: ReadonlyMap<AccountId, Won>;
}

/**
 * Pays those of several commands that nothing stands in the way of. The others stay undecided: of
 * two for the same reservation or wallet one is paid, and an expired one has to take its seats
 * again.
 */
export function decideWalletBatch(
  commands: readonly Pay[],
  { reservations, balances }: WalletBatchState,
  lateMs: number,
  newId: NewId,
): Decision<ReadonlyMap<Pay, PayOutcome>> {
  const byReservation = new Map<ReservationId, Pay>();
  for (const command of commands) byReservation.set(command.payload.reservationId, command);
  const byWallet = new Map<AccountId, { readonly command: Pay; readonly locked: LockedReservation }>();
  for (const locked of reservations) {
    const { reservation, now, isPerformanceCancelled } = locked;
    const command = byReservation.get(reservation.id);
    if (!command || reservation.totalAmount === 0 || reservation.status === 'expired') continue;
    const { accountId, acceptedAt } = command;
    const request = { accountId, amount: null, acceptedAt, now, lateMs, isPerformanceCancelled };
    const refusal = refusePayment(reservation, request);
    if (refusal === null) byWallet.set(accountId, { command, locked });
  }
  const answer = new Map<Pay, PayOutcome>();
  const changes: MoneyChange[] = [];
  for (const [accountId, { command, locked }] of byWallet) {
    if ((balances.get(accountId) ?? 0) < locked.reservation.totalAmount) continue;
    const one = payFromWallet(command, locked, newId);
    answer.set(command, one.answer);
    changes.push(...one.changes);
  }
  return { answer, changes };
}

function payFromWallet(
  command: Pay,
  { reservation, now }: LockedReservation,
  newId: NewId,
): Decision<PayOutcome> {
  const { expiresAt, accountId, totalAmount } = reservation;
  const order = { ...orderOf(newId, reservation), method: 'wallet', paymentKey: null } as const;
  const started = movePayment(beginPayment(order, command, now), [
    { type: 'payment.completed', approvedAt: now },
  ]);
  const move = moveReservation(reservation, [
    { type: 'reservation.payment_started', expiresAt },
    { type: 'reservation.confirmed' },
  ]);
  const outcome = paid(started.after, move.after);
  return {
    answer: outcome,
    changes: [
      { kind: 'outcome_recorded', type: 'payment.pay', command, outcome },
      {
        kind: 'payment_started',
        move: started,
        command,
        holdExpiresAt: expiresAt,
        checkAfterMs: 0,
        sent: true,
      },
      {
        kind: 'transfer_posted',
        transfer: {
          id: newId('trf'),
          reference: started.after.id,
          kind: 'payment',
          entries: [
            { account: walletOf(accountId), amount: -totalAmount },
            { account: REVENUE, amount: totalAmount },
          ],
        },
      },
      { kind: 'reservation_moved', move },
    ],
  };
}
