import type { Reservation } from '@concert-mania/core/holds/model';
import {
  type PayOutcome,
  type PayRefusal,
  payReservation,
  type WalletPay,
} from '@concert-mania/core/payments/commands';
import { paid, refusePayment } from '@concert-mania/core/payments/decide-payment';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import type { NewId, PaymentId, ReservationId } from '@concert-mania/core/shared/ids';
import { rejected } from '@concert-mania/core/shared/outcome';
import { batchWhileBusy } from '@concert-mania/runtime/async/batch-calls';
import type { Database, Queryable } from '../../connection/database.ts';
import { PartNotWritten } from '../../connection/part-not-written.ts';
import { writeTogether } from '../../connection/write-together.ts';
import { eventsPart } from '../../events/domain-events.ts';
import { outcomesPart } from '../../events/outcomes.ts';
import { lockReservations, planChanges } from '../../reservations/reservation-changes.ts';
import {
  debitWallets,
  type LedgerAccount,
  moveWallets,
  REVENUE,
  type Transfer,
  transferParts,
  walletOf,
} from '../ledger/ledger.ts';
import { lockForPayment, payFor, unlockRefused } from '../payments/lock-for-payment.ts';
import { planPaidPayments } from '../payments/new-payments.ts';
import { decide, findDecision } from '../payments/payment-outcomes.ts';

type Pay = AcceptedCommand<WalletPay>;

/** Hears why payments that were to be made together are now made one by one, and how many. */
export type OnApart = (error: unknown, payments: number) => void;

/** So many transactions are under way at most: while they are, whoever wants to pay gathers for the next. */
const UNDER_WAY = 2;
const MOST_TOGETHER = 50;

/**
 * Pays from wallets. Payments that are asked for while others are being made are made together, in one transaction: it costs
 * little more than that of one. Whatever is in the way of one of them is dealt with in a transaction of its own.
 */
export function makeWalletPayments(
  db: Database,
  newId: NewId,
  { onApart = () => undefined, lateMs }: { readonly onApart: OnApart | undefined; readonly lateMs: number },
): (command: Pay) => Promise<PayOutcome> {
  return batchWhileBusy(
    async (commands) => {
      // A fault leaves all of them undecided, or shows again, or the answer was lost: each finds out by itself.
      const apart = (error: unknown) => {
        onApart(error, commands.length);
        return NONE;
      };
      const made = commands.length > 1 ? await payTogether(db, newId, commands, lateMs).catch(apart) : NONE;
      return commands.map((command) => made.get(command) ?? payAlone(db, newId, command, lateMs));
    },
    { most: MOST_TOGETHER, concurrency: UNDER_WAY },
  );
}

const NONE: ReadonlyMap<Pay, PayOutcome> = new Map();

/** Answers the outcomes of those that could be paid; the others are as they were. */
const payTogether = (
  db: Database,
  newId: NewId,
  commands: readonly Pay[],
  lateMs: number,
): Promise<ReadonlyMap<Pay, PayOutcome>> =>
  db.transaction(async (tx) => {
    // Of two that want the same reservation, or money of the same wallet, one is paid here.
    const byReservation = new Map<ReservationId, Pay>();
    for (const command of commands) byReservation.set(command.payload.reservationId, command);
    const byWallet = new Map<LedgerAccount, Due>();
    for (const { reservation, now } of await lockReservations(tx, [...byReservation.keys()])) {
      const command = byReservation.get(reservation.id);
      // What ran out has to take its seats again: alone.
      if (!command || reservation.totalAmount === 0 || reservation.status === 'expired') continue;
      const { accountId, acceptedAt } = command;
      const refusal = refusePayment(reservation, { accountId, amount: null, acceptedAt, now, lateMs });
      if (refusal === null) byWallet.set(walletOf(reservation.accountId), { command, reservation, now });
    }
    const balances = await debitWallets(
      tx,
      [...byWallet.values()].map(({ reservation }) => reservation),
    );
    const due = [...byWallet].flatMap(([wallet, each]) => (balances.has(wallet) ? [each] : []));
    return due.length > 0 ? confirm(tx, newId, due, balances) : NONE;
  });

/** A job that was decided before is noticed by its outcome, and rolled back. */
async function payAlone(db: Database, newId: NewId, command: Pay, lateMs: number): Promise<PayOutcome> {
  const pay = async (tx: Queryable): Promise<PayOutcome> => {
    const { locked, refusal } = await lockForPayment(tx, command, { amount: null, lateMs });
    const refuseWith = async (error: PayRefusal) =>
      (await findDecision<'payment.pay'>(tx, command)) ?? decide(tx, 'payment.pay', command, rejected(error));
    if (!locked) return refuseWith(refusal);
    const moved = await moveWallets(tx, entriesOf(locked.reservation));
    if (!moved.ok) {
      await unlockRefused(tx, locked);
      return refuseWith(moved.error);
    }
    const outcomes = await confirm(tx, newId, [{ command, ...locked }], moved.value);
    const outcome = outcomes.get(command);
    if (!outcome) throw new Error(`${command.jobId} got no outcome from its payment`);
    return outcome;
  };
  try {
    return await db.transaction(pay);
  } catch (error) {
    const earlier = error instanceof PartNotWritten ? await findDecision<'payment.pay'>(db, command) : null;
    if (earlier === null) throw error;
    return earlier;
  }
}

/** A payment whose reservation is locked. */
interface Due {
  readonly command: Pay;
  readonly reservation: Reservation;
  readonly now: Date;
}

/** All of it in one write after the wallets'. */
async function confirm(
  tx: Queryable,
  newId: NewId,
  due: readonly Due[],
  balances: ReadonlyMap<LedgerAccount, number>,
): Promise<ReadonlyMap<Pay, PayOutcome>> {
  const { payments, events, part } = planPaidPayments(
    due.map(({ command, reservation, now }) => ({
      order: {
        id: newId('pay'),
        purpose: 'reservation',
        method: 'wallet',
        ...payFor(reservation),
        paymentKey: null,
      },
      command,
      terms: { holdExpiresAt: reservation.expiresAt, approvedAt: now },
    })),
  );
  const reservations = due.map(({ reservation }) => reservation);
  const confirmed = planChanges(reservations, ({ expiresAt }) => [
    { type: 'reservation.payment_started', expiresAt },
    { type: 'reservation.confirmed' },
  ]);
  const outcomes = new Map<Pay, PayOutcome>();
  const transfers: Transfer[] = [];
  for (const [i, { command, reservation }] of due.entries()) {
    const [payment, after] = [payments[i], confirmed.changed[i]];
    if (!payment || !after) throw new Error(`${reservation.id} vanished during its confirmation`);
    outcomes.set(command, paid(payment, after));
    transfers.push(spendOf(newId, payment.id, reservation));
  }
  await writeTogether(tx, [
    outcomesPart(
      [...outcomes].map(([command, outcome]) => ({ ...command, type: payReservation.name, outcome })),
    ),
    part,
    ...transferParts(transfers, balances),
    ...confirmed.parts,
    eventsPart([...events, ...confirmed.events]),
  ]);
  return outcomes;
}

const spendOf = (newId: NewId, reference: PaymentId, reservation: Reservation): Transfer => ({
  id: newId('trf'),
  reference,
  kind: 'payment',
  entries: entriesOf(reservation),
});

const entriesOf = ({ accountId, totalAmount }: Reservation): Transfer['entries'] => [
  { account: walletOf(accountId), amount: -totalAmount },
  { account: REVENUE, amount: totalAmount },
];
