import type { Payment } from '@concert-mania/core/payments/model';
import type { CancellationStore } from '@concert-mania/core/payments/refunds/cancel-reservation';
import type { CancellationRequest } from '@concert-mania/core/payments/refunds/cancellation-request';
import { decideCancellation } from '@concert-mania/core/payments/refunds/decide-cancellation';
import type { CancellationReader } from '@concert-mania/core/payments/refunds/preview-cancellation';
import { toOpenRefund } from '@concert-mania/core/payments/refunds/refund';
import type { CancellationState } from '@concert-mania/core/payments/refunds/rule-on-cancellation';
import type { NewId } from '@concert-mania/core/shared/ids';
import { recordAction } from '../../accounts/staff-actions.ts';
import type { Database, Queryable } from '../../connection/database.ts';
import {
  lockReservation,
  RESERVATION_COLUMNS,
  type ReservationRow,
  toReservation,
} from '../../reservations/reservation-changes.ts';
import { lockUsedSeats, readUsedSeats } from '../../tickets/used-seats.ts';
import type { Balances } from '../ledger/ledger-parts.ts';
import { findOutcome, lockWallet, readHistory } from '../load-money.ts';
import { PAYMENT_COLUMNS, type PaymentRow, toPayment } from '../payments/payment-rows.ts';
import { writeMoney } from '../write-money.ts';
import { findRefund } from './refund-rows.ts';

/** Cancellations in PostgreSQL. */
export function makeCancellationStore(db: Database, newId: NewId): CancellationStore {
  return {
    claimCancellation: (request, { checkAfterMs }) =>
      db.transaction(async (tx) => {
        const { reservationId } = request;
        const locked = await lockReservation(tx, reservationId);
        const payment = await lockLivePayment(tx, reservationId);
        const outcome = await findOutcome(tx, request);
        if (outcome) return { kind: 'decided', outcome };
        const begun = await findRefund(tx, { jobId: request.jobId });
        if (begun) {
          if (!payment) throw new Error(`refund ${begun.id} has no live payment`);
          return { kind: 'resumed', refund: toOpenRefund(begun, payment) };
        }
        const balances = payment ? await lockWalletOf(tx, payment) : NONE;
        const state: CancellationState = {
          reservation: locked?.reservation ?? null,
          now: locked?.now ?? request.acceptedAt,
          payment,
          terms: payment ? await readTerms(tx, payment) : null,
          history: payment ? await readHistory(tx, { payment }) : null,
          usedSeats: await lockUsedSeats(tx, reservationId),
        };
        const claim = await writeMoney(tx, decideCancellation(request, state, checkAfterMs, newId), balances);
        const isRefused = claim.kind === 'decided' && claim.outcome.status !== 'succeeded';
        if (request.type === 'box-office.cancel' && claim.kind !== 'waits' && !isRefused)
          await recordCancel(tx, request);
        return claim;
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
      return {
        reservation: toReservation(row),
        now: row.now,
        payment,
        terms: payment ? await readTerms(db, payment) : null,
        history: payment ? await readHistory(db, { payment }) : null,
        usedSeats: await readUsedSeats(db, id),
      };
    },
  };
}

const recordCancel = (tx: Queryable, request: CancellationRequest) => {
  const { accountId, requestId = null, reservationId, seatNumbers, refund, reason } = request;
  const by = { accountId, requestId };
  return recordAction(tx, by, 'reservation.cancelled', reservationId, { seatNumbers, refund, reason });
};

const NONE: Balances = new Map();

async function lockWalletOf(tx: Queryable, { method, accountId, amount }: Payment): Promise<Balances> {
  return method === 'wallet' && amount > 0 ? new Map([[accountId, await lockWallet(tx, accountId)]]) : NONE;
}

// All of its money may be back while seats are left: free ones, or an unpaid ticket.
const LIVE_PAYMENT = `select ${PAYMENT_COLUMNS} from payments
  where reservation_id = $1 and (status in ('completed', 'partially_cancelled') or (status = 'cancelled' and (
    exists (select from refunds f where f.payment_id = payments.id and f.seats_amount is not null)
    or exists (select from stuck_money s where s.payment_id = payments.id and s.kind = 'refunded_elsewhere'
      and s.settled_at is null))))`;

async function lockLivePayment(tx: Queryable, reservationId: string): Promise<Payment | null> {
  const [row] = await tx.query<PaymentRow>(`${LIVE_PAYMENT} for update`, [reservationId]);
  return row ? toPayment(row) : null;
}

type TermsRow = NonNullable<CancellationState['terms']>;

/** Cancellations of a cancelled performance have no deadline. */
const WITHOUT_END = `timestamptz '9999-01-01'`;

async function readTerms(tx: Queryable, { id }: Payment): Promise<TermsRow | null> {
  const [row] = await tx.query<TermsRow>(
    `select c.refund_policy as policy, f.starts_at as "startsAt",
       case when f.cancelled_at is null then f.full_refund_until else ${WITHOUT_END} end as "fullRefundUntil"
     from payments p join reservations r on r.id = p.reservation_id
     join performances f on f.id = r.performance_id join concerts c on c.id = f.concert_id where p.id = $1`,
    [id],
  );
  return row ?? null;
}
