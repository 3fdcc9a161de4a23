import type {
  HandSettlement,
  SettledMoney,
  StuckKind,
  StuckMoney,
  StuckMoneyDesk,
  StuckMoneyId,
} from '@concert-mania/core/payments/refunds/stuck-money';
import type { AccountId, JobId, NewId } from '@concert-mania/core/shared/ids';
import { ok, refuse } from '@concert-mania/core/shared/result';
import { recordAction } from '../../accounts/staff-actions.ts';
import type { Database, Queryable } from '../../connection/database.ts';
import { applyChange } from '../../reservations/reservation-changes.ts';
import { endWithoutMoney } from '../payments/payment-settlement.ts';
import { lockForSettlement } from '../payments/settlement-lock.ts';
import { endRefund, finishCancelling, jobOfRefund, lockRefund } from './refund-settlement.ts';
import { closeStuckMoney } from './stuck-money-rows.ts';

interface StuckRow extends StuckMoney {
  readonly refundId: string | null;
  readonly settledAt: Date | null;
  readonly settledBy: AccountId | null;
  readonly reference: string | null;
  readonly note: string | null;
}

const SELECT = `select s.id, s.kind, s.payment_id as "paymentId", p.reservation_id as "reservationId",
    p.account_id as "accountId", s.wanted_amount as "wantedAmount", s.balance_amount as "balanceAmount", s.code, s.message,
    s.since, s.attempts, s.refund_id as "refundId", s.settled_at as "settledAt", s.settled_by as "settledBy", s.reference, s.note
  from stuck_money s left join payments p on p.id = s.payment_id`;

const toStuckMoney = (row: StuckRow): StuckMoney => {
  const { refundId: _1, settledAt: _2, settledBy: _3, reference: _4, note: _5, ...stuck } = row;
  return stuck;
};

/** Money that waits for a person, in PostgreSQL. */
export function makeStuckMoneyDesk(db: Database, newId: NewId): StuckMoneyDesk {
  return {
    list: async ({ after, limit }) => {
      const rows = await db.query<StuckRow>(
        `${SELECT} where s.settled_at is null and ($1::text is null or s.id > $1) order by s.id limit $2`,
        [after, limit + 1],
      );
      return { items: rows.slice(0, limit).map(toStuckMoney), more: rows.length > limit };
    },
    settle: (id, by, settlement) =>
      db.transaction(async (tx) => {
        const noted = await findStuck(tx, id);
        if (!noted) return refuse({ code: 'not_found' as const });
        // Takes the locks of the payment first, as all settlements do, so nobody else can settle
        // it.
        const settleIt = await prepare(tx, newId, noted);
        const stuck = await findStuck(tx, id, 'for update of s');
        if (!stuck) return refuse({ code: 'not_found' as const });
        if (stuck.settledAt !== null) {
          return isSame(stuck, by.accountId, settlement)
            ? ok({ settled: settledOf(stuck), jobId: null })
            : refuse({ code: 'settled_otherwise' as const });
        }
        await closeStuckMoney(tx, { id }, { ...settlement, accountId: by.accountId });
        const jobId = await settleIt();
        await recordAction(tx, by, 'stuck_money.settled', id, { kind: stuck.kind });
        const settled = await findStuck(tx, id);
        if (!settled) throw new Error(`${id} vanished while it was settled`);
        return ok({ settled: settledOf(settled), jobId });
      }),
    count: () =>
      db.query<{ kind: StuckKind; items: number; amount: number }>(
        `select kind, count(*)::int as items, coalesce(sum(wanted_amount), 0)::bigint as amount
         from stuck_money where settled_at is null group by kind`,
      ),
  };
}

async function findStuck(tx: Queryable, id: StuckMoneyId, lock = ''): Promise<StuckRow | null> {
  const [row] = await tx.query<StuckRow>(`${SELECT} where s.id = $1 ${lock}`, [id]);
  return row ?? null;
}

/**
 * Takes the locks for a settlement. Answers a function that settles and names the job that it ends.
 */
async function prepare(tx: Queryable, newId: NewId, stuck: StuckRow): Promise<() => Promise<JobId | null>> {
  switch (stuck.kind) {
    case 'refund_refused': {
      if (stuck.refundId === null) throw new Error(`stuck money ${stuck.id} has no refund`);
      const locked = await lockRefund(tx, stuck.refundId);
      return async () => {
        const { refund } = locked;
        // A worker of an earlier version ends refunds and payments without a look at this list.
        if (refund.status !== 'in_progress') return null;
        const byHandAmount = refund.amount - refund.elsewhereAmount;
        await endRefund(tx, newId, locked, { byHandAmount, cancelledAmount: 0 });
        return jobOfRefund(locked);
      };
    }
    case 'refunded_elsewhere': {
      if (stuck.paymentId === null) throw new Error(`stuck money ${stuck.id} has no payment`);
      const { reservation } = await lockForSettlement(tx, stuck.paymentId);
      return async () => {
        if (reservation?.status !== 'confirmed') return null;
        const [cancelling] = await applyChange(tx, [reservation], { type: 'reservation.cancelling' });
        if (cancelling) await finishCancelling(tx, cancelling);
        return null;
      };
    }
    case 'payment_unclear': {
      if (stuck.paymentId === null) throw new Error(`stuck money ${stuck.id} has no payment`);
      const locked = await lockForSettlement(tx, stuck.paymentId);
      return async () => {
        if (locked.payment.status !== 'in_progress') return null;
        await endWithoutMoney(tx, locked, stuck.code);
        return locked.payment.jobId;
      };
    }
    case 'refunded_twice':
    case 'unknown_capture':
      return async () => null;
    default:
      return stuck.kind satisfies never;
  }
}

const isSame = (stuck: StuckRow, by: AccountId, { reference, note }: HandSettlement): boolean =>
  stuck.settledBy === by && stuck.reference === reference && stuck.note === note;

function settledOf(row: StuckRow): SettledMoney {
  const { settledAt, settledBy, reference, note } = row;
  if (settledAt === null || settledBy === null || reference === null || note === null) {
    throw new Error(`${row.id} was not settled by hand`);
  }
  return { ...toStuckMoney(row), settledAt, settledBy, reference, note };
}
