import type { Reservation } from '@concert-mania/core/holds/model';
import type { MoneyOutcome } from '@concert-mania/core/payments/commands';
import { paid, toppedUp } from '@concert-mania/core/payments/decide-payment';
import type { Payment } from '@concert-mania/core/payments/model';
import type { NewId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';
import type { Queryable } from '../../connection/database.ts';
import { type WritePart, writeTogether } from '../../connection/write-together.ts';
import { eventsPart } from '../../events/domain-events.ts';
import { planChanges } from '../../reservations/reservation-changes.ts';
import { moveWallets, transferParts, walletOf } from '../ledger/ledger.ts';
import { captureOf, pendingCapture, resolveParts } from '../ledger/pending-transfers.ts';
import { bookElsewhere } from '../refunds/refunds-elsewhere.ts';
import { planPaymentChange } from './payment-changes.ts';
import { outcomePart } from './payment-outcomes.ts';
import type { LockedForSettlement } from './settlement-lock.ts';

/** Captured money, and the part that the gateway has given back since. */
export interface Capture {
  readonly approvedAt: Date;
  readonly cancelledAmount: Won;
}

export async function creditTopUp(
  tx: Queryable,
  newId: NewId,
  { payment, command }: LockedForSettlement,
  { approvedAt, cancelledAmount }: Capture,
): Promise<MoneyOutcome> {
  const transfer = captureOf(newId, payment);
  const moved = await moveWallets(tx, transfer.entries);
  if (!moved.ok) throw new Error(`${payment.id} was not credited: ${moved.error.code}`);
  const done = planPaymentChange(payment, { type: 'payment.completed', approvedAt });
  const balanceAmount = moved.value.get(walletOf(payment.accountId)) ?? 0;
  const parts = [
    done.part,
    ...transferParts([transfer], moved.value),
    ...resolveParts(pendingCapture(payment), 'posted'),
    eventsPart([done.event]),
  ];
  return writeCapture(tx, newId, parts, {
    locked: { payment: done.payment, reservation: null },
    cancelledAmount,
    decide: (held) => {
      const outcome = toppedUp(held, balanceAmount - held.refundedAmount);
      return { outcome, part: outcomePart('wallet.top-up', command, outcome) };
    },
  });
}

export async function confirmReservation(
  tx: Queryable,
  newId: NewId,
  { payment, command, reservation }: LockedForSettlement & { readonly reservation: Reservation },
  { approvedAt, cancelledAmount }: Capture,
): Promise<MoneyOutcome> {
  const done = planPaymentChange(payment, { type: 'payment.completed', approvedAt });
  const { changed, events, parts } = planChanges([reservation], () => [{ type: 'reservation.confirmed' }]);
  const [confirmed] = changed;
  if (!confirmed) throw new Error(`${reservation.id} vanished during its confirmation`);
  const captured = [
    done.part,
    ...transferParts([captureOf(newId, payment)]),
    ...resolveParts(pendingCapture(payment), 'posted'),
    ...parts,
    eventsPart([done.event, ...events]),
  ];
  return writeCapture(tx, newId, captured, {
    locked: { payment: done.payment, reservation: confirmed },
    cancelledAmount,
    decide: (held) => {
      const outcome = paid(held, confirmed);
      return { outcome, part: outcomePart('payment.pay', command, outcome) };
    },
  });
}

/**
 * Writes a capture with its outcome. If the gateway has given a part back since, books that too.
 */
async function writeCapture(
  tx: Queryable,
  newId: NewId,
  parts: readonly WritePart[],
  capture: {
    readonly locked: { readonly payment: Payment; readonly reservation: Reservation | null };
    readonly cancelledAmount: Won;
    readonly decide: (held: Payment) => { readonly outcome: MoneyOutcome; readonly part: WritePart };
  },
): Promise<MoneyOutcome> {
  const { locked, cancelledAmount, decide } = capture;
  if (cancelledAmount === 0) {
    const { outcome, part } = decide(locked.payment);
    await writeTogether(tx, [...parts, part]);
    return outcome;
  }
  await writeTogether(tx, parts);
  const { outcome, part } = decide(await bookElsewhere(tx, newId, locked, cancelledAmount));
  await writeTogether(tx, [part]);
  return outcome;
}
