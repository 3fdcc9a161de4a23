import type { Reservation } from '@concert-mania/core/holds/model';
import {
  declined,
  onApproved,
  onDeclined,
  paid,
  toppedUp,
} from '@concert-mania/core/payments/decide-payment';
import { AMOUNT_MISMATCH } from '@concert-mania/core/payments/gateway';
import type { Payment } from '@concert-mania/core/payments/model';
import type { PaymentStore, Settlement } from '@concert-mania/core/payments/ports';
import type { NewId, PaymentId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { type Database, prepared, type Queryable } from './database.ts';
import { eventsPart } from './domain-events.ts';
import { moveWallets, transferParts, walletOf } from './ledger.ts';
import {
  type LockedPayment,
  outcomePart,
  PAYMENT_COLUMNS,
  type PaymentRow,
  planPaymentChange,
  recordedOutcome,
  toPayment,
} from './payment-rows.ts';
import { captureOf, pendingCapture, resolveParts } from './pending-transfers.ts';
import { findRefund, insertRefund, LATE_CAPTURE, type NewRefund, toOpenRefund } from './refund-rows.ts';
import { bookElsewhere } from './refunds-elsewhere.ts';
import {
  planChanges,
  RESERVATION_COLUMNS,
  type ReservationRow,
  toReservation,
} from './reservation-changes.ts';
import { retakeSeats } from './reservation-seats.ts';
import { closeStuckMoney, openStuckMoney } from './stuck-money-rows.ts';
import { type WritePart, writeTogether } from './write-together.ts';

export interface LockedForSettlement extends LockedPayment {
  /** Null for a top-up. */
  readonly reservation: Reservation | null;
  readonly now: Date;
}

type LockRow = PaymentRow & {
  fingerprint: string;
  accepted_at: Date;
  hold_expires_at: Date | null;
  now: Date;
  reservation: Record<string, never> | null;
};
const FOR_RESERVATION = RESERVATION_COLUMNS.split(', ').map((column) => [column, `r_${column}`] as const);
const LOCK = prepared(`with r as materialized (
    select ${FOR_RESERVATION.map(([column, alias]) => `${column} as ${alias}`).join(', ')} from reservations
    where id = (select reservation_id from payments where id = $1) for update
  ), p as materialized (
    select ${PAYMENT_COLUMNS}, fingerprint, accepted_at, hold_expires_at from payments
    where id = $1 and (select count(*) from r) >= 0 for update
  )
  select p.*, r.*, clock_timestamp() as now from p left join r on true`);

/**
 * Locks a payment until the transaction ends and, before it, its reservation: the order that every transaction about money keeps.
 * In one statement: the payment waits for the count of the reservations locked.
 */
export async function lockForSettlement(tx: Queryable, id: PaymentId): Promise<LockedForSettlement> {
  const [row] = await tx.query<LockRow & Record<`r_${string}`, unknown>>(LOCK, [id]);
  if (!row) throw new Error(`there is no payment ${id}`);
  const payment = toPayment(row);
  const { jobId, accountId } = payment;
  const reserved = Object.fromEntries(FOR_RESERVATION.map(([column, alias]) => [column, row[alias]]));
  return {
    payment,
    command: { jobId, accountId, fingerprint: row.fingerprint, acceptedAt: row.accepted_at },
    holdExpiresAt: row.hold_expires_at,
    reservation: row.r_id === null ? null : toReservation(reserved as unknown as ReservationRow),
    now: row.now,
  };
}

/** The verbs that end a gateway payment once the gateway has said what became of the money. */
export function makePaymentSettlement(
  db: Database,
  newId: NewId,
): Pick<PaymentStore, 'settleApproved' | 'settleDeclined' | 'blockPayment'> {
  return {
    settleApproved: (paymentId, approvedAt, cancelledAmount = 0) =>
      db.transaction(async (tx) => {
        const locked = await lockForSettlement(tx, paymentId);
        const { payment, reservation } = locked;
        if (payment.status !== 'in_progress') return recorded(tx, locked);
        const capture = { approvedAt, cancelledAmount };
        if (reservation === null) return decided(await creditTopUp(tx, newId, locked, capture));
        // Money on its way back: noted for a reservation that had ended, and that never came to be paid for again.
        const refund = reservation.status === 'paying' ? null : await findRefund(tx, { openOf: payment.id });
        if (refund) return { kind: 'refund_due', refund: toOpenRefund(refund, payment) };
        if (!(await ownSeats(tx, reservation))) return refundInFull(tx, newId, locked);
        return decided(await confirm(tx, newId, { ...locked, reservation }, capture));
      }),

    settleDeclined: (paymentId, failureCode) =>
      db.transaction(async (tx) => {
        const locked = await lockForSettlement(tx, paymentId);
        if (locked.payment.status !== 'in_progress') return recordedOutcome(tx, locked.payment.jobId);
        return endWithoutMoney(tx, locked, failureCode);
      }),

    blockPayment: (paymentId, { capturedAmount, balanceAmount }) =>
      db.transaction(async (tx) => {
        const { payment } = await lockForSettlement(tx, paymentId);
        if (payment.status !== 'in_progress') return;
        await openStuckMoney(tx, newId, {
          kind: 'payment_unclear',
          paymentId,
          wantedAmount: balanceAmount,
          balanceAmount,
          code: AMOUNT_MISMATCH,
          message: `The gateway captured ${capturedAmount} won where ${payment.amount} were asked for.`,
        });
      }),
  };
}

/**
 * Ends a payment in progress that captured no money for us, in the caller's transaction. Answers
 * the outcome of its job.
 */
export async function endWithoutMoney(
  tx: Queryable,
  { payment, command, reservation, holdExpiresAt, now }: LockedForSettlement,
  failureCode: string,
): Promise<Outcome> {
  if (await findRefund(tx, { openOf: payment.id })) {
    throw new Error(`${payment.id} has a refund in progress, so it was not declined`);
  }
  const failed = planPaymentChange(payment, { type: 'payment.failed', failureCode });
  const change =
    reservation &&
    onDeclined(reservation, {
      policy: await declinePolicy(tx, reservation),
      holdExpiresAt: holdExpiresAt ?? reservation.expiresAt,
      now,
    });
  const ended = reservation && change ? planChanges([reservation], () => [change]) : NOTHING;
  const type = payment.purpose === 'top_up' ? 'wallet.top-up' : 'payment.pay';
  const outcome = declined(failureCode);
  await writeTogether(tx, [
    failed.part,
    ...resolveParts(pendingCapture(payment), 'voided'),
    ...ended.parts,
    eventsPart([failed.event, ...ended.events]),
    outcomePart(type, command, outcome),
  ]);
  await closeStuckMoney(tx, { kind: 'payment_unclear', paymentId: payment.id }, null);
  return outcome;
}

const NOTHING = { parts: [], events: [] };

/** Captured money, and the part that the gateway has given back since. */
interface Capture {
  readonly approvedAt: Date;
  readonly cancelledAmount: Won;
}

async function creditTopUp(
  tx: Queryable,
  newId: NewId,
  { payment, command }: LockedForSettlement,
  { approvedAt, cancelledAmount }: Capture,
): Promise<Outcome> {
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

async function confirm(
  tx: Queryable,
  newId: NewId,
  { payment, command, reservation }: LockedForSettlement & { readonly reservation: Reservation },
  { approvedAt, cancelledAmount }: Capture,
): Promise<Outcome> {
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
    readonly decide: (held: Payment) => { readonly outcome: Outcome; readonly part: WritePart };
  },
): Promise<Outcome> {
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

const decided = (outcome: Outcome): Settlement => ({ kind: 'decided', outcome });

const recorded = async (tx: Queryable, { payment }: LockedPayment): Promise<Settlement> =>
  decided(await recordedOutcome(tx, payment.jobId));

/** Whether the reservation has its seats, or could take them again. */
async function ownSeats(tx: Queryable, reservation: Reservation): Promise<boolean> {
  const way = onApproved(reservation);
  switch (way) {
    case 'confirm':
      return true;
    case 'retake':
      return retakeSeats(tx, reservation);
    case 'refund':
      return false;
    default:
      return way satisfies never;
  }
}

/** Notes that late money goes back. The payment stays in progress until it has gone: the fan is told nothing false. */
async function refundInFull(tx: Queryable, newId: NewId, { payment }: LockedPayment): Promise<Settlement> {
  const refund: NewRefund = {
    id: newId('rfd'),
    paymentId: payment.id,
    command: null,
    amount: payment.amount,
    feeAmount: 0,
    reason: LATE_CAPTURE,
    status: 'in_progress',
  };
  await insertRefund(tx, refund, 0);
  return { kind: 'refund_due', refund: toOpenRefund(refund, payment) };
}

async function declinePolicy(tx: Queryable, reservation: Reservation): Promise<'release' | 'keep'> {
  const [concert] = await tx.query<{ on_decline: 'release' | 'keep' }>(
    'select on_decline from concerts where id = $1',
    [reservation.concertId],
  );
  return concert?.on_decline ?? 'release';
}
