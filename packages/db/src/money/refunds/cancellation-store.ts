import type { RefundPolicy } from '@concert-mania/core/catalogue/refund-policy';
import type { Payment } from '@concert-mania/core/payments/model';
import type { KnownStuckMoney } from '@concert-mania/core/payments/money-changes';
import type { CancellationStore } from '@concert-mania/core/payments/refunds/cancel-reservation';
import { decideCancellation } from '@concert-mania/core/payments/refunds/decide-cancellation';
import type { CancellationReader } from '@concert-mania/core/payments/refunds/preview-cancellation';
import { toOpenRefund } from '@concert-mania/core/payments/refunds/refund';
import type { NewId } from '@concert-mania/core/shared/ids';
import type { Database, Queryable } from '../../connection/database.ts';
import {
  lockReservation,
  RESERVATION_COLUMNS,
  type ReservationRow,
  toReservation,
} from '../../reservations/reservation-changes.ts';
import type { Balances } from '../ledger/ledger-parts.ts';
import { findOutcome, lockWallet, STUCK_OF_PAYMENT } from '../load-money.ts';
import { PAYMENT_COLUMNS, type PaymentRow, toPayment } from '../payments/payment-rows.ts';
import { writeMoney } from '../write-money.ts';
import { findRefund } from './refund-rows.ts';

/** Cancellations in PostgreSQL. */
export function makeCancellationStore(db: Database, newId: NewId): CancellationStore {
  return {
    claimCancellation: (command, { checkAfterMs }) =>
      db.transaction(async (tx) => {
        const { reservationId } = command.payload;
        const locked = await lockReservation(tx, reservationId);
        const payment = await lockLivePayment(tx, reservationId);
        const outcome = await findOutcome(tx, command);
        if (outcome) return { kind: 'decided', outcome };
        const begun = await findRefund(tx, { jobId: command.jobId });
        if (begun) {
          if (!payment) throw new Error(`refund ${begun.id} has no live payment`);
          return { kind: 'resumed', refund: toOpenRefund(begun, payment) };
        }
        const balances = payment ? await lockWalletOf(tx, payment) : NONE;
        const terms = payment ? await readTerms(tx, payment) : null;
        const state = {
          reservation: locked?.reservation ?? null,
          now: locked?.now ?? command.acceptedAt,
          payment,
          terms,
          stuck: terms?.stuck ?? [],
        };
        return writeMoney(tx, decideCancellation(command, state, checkAfterMs, newId), balances);
      }),
  };
}

/** Reads what a cancellation would decide on, without locks. */
export function makeCancellationReader(db: Queryable): CancellationReader {
  return {
    findState: async (accountId, id) => {
      const [row] = await db.query<ReservationRow & { now: Date }>(
        `select ${RESERVATION_COLUMNS}, clock_timestamp() as now from reservations where id = $1 and account_id = $2`,
        [id, accountId],
      );
      if (!row) return null;
      const [paid] = await db.query<PaymentRow>(LIVE_PAYMENT, [id]);
      const payment = paid ? toPayment(paid) : null;
      const terms = payment ? await readTerms(db, payment) : null;
      return { reservation: toReservation(row), now: row.now, payment, terms };
    },
  };
}

const NONE: Balances = new Map();

async function lockWalletOf(tx: Queryable, { method, accountId, amount }: Payment): Promise<Balances> {
  return method === 'wallet' && amount > 0 ? new Map([[accountId, await lockWallet(tx, accountId)]]) : NONE;
}

const LIVE_PAYMENT = `select ${PAYMENT_COLUMNS} from payments
  where reservation_id = $1 and (status in ('completed', 'partially_cancelled') or (status = 'cancelled'
    and exists (select from stuck_money s where s.payment_id = payments.id and s.kind = 'refunded_elsewhere'
      and s.settled_at is null)))`;

async function lockLivePayment(tx: Queryable, reservationId: string): Promise<Payment | null> {
  const [row] = await tx.query<PaymentRow>(`${LIVE_PAYMENT} for update`, [reservationId]);
  return row ? toPayment(row) : null;
}

interface TermsRow {
  policy: RefundPolicy;
  startsAt: Date;
  stuck: KnownStuckMoney[];
}

async function readTerms(tx: Queryable, { id }: Payment): Promise<TermsRow | null> {
  const [row] = await tx.query<TermsRow>(
    `select c.refund_policy as policy, f.starts_at as "startsAt", ${STUCK_OF_PAYMENT} as stuck
     from payments p join reservations r on r.id = p.reservation_id
     join performances f on f.id = r.performance_id join concerts c on c.id = f.concert_id where p.id = $1`,
    [id],
  );
  return row ?? null;
}
