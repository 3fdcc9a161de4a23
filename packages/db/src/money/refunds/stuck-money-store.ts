import { decideByHand } from '@concert-mania/core/payments/refunds/decide-by-hand';
import type {
  HandSettlement,
  SettledMoney,
  StuckMoney,
  StuckMoneyDesk,
  StuckMoneyId,
} from '@concert-mania/core/payments/refunds/stuck-money';
import type { AccountId, NewId } from '@concert-mania/core/shared/ids';
import { ok, refuse } from '@concert-mania/core/shared/result';
import { recordAction } from '../../accounts/staff-actions.ts';
import type { Database, Queryable } from '../../connection/database.ts';
import { type KnownPayment, knowPayment, lockPayment } from '../load-money.ts';
import { writeMoney } from '../write-money.ts';

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
        // The payment is locked first, as in every settlement.
        const known = await lockPaymentOfStuck(tx, noted);
        const stuck = await findStuck(tx, id, 'for update of s');
        if (!stuck) return refuse({ code: 'not_found' as const });
        if (stuck.settledAt !== null) {
          return isSame(stuck, by.accountId, settlement)
            ? ok({ settled: settledOf(stuck), jobId: null })
            : refuse({ code: 'settled_otherwise' as const });
        }
        const state = { ...stuck, locked: known?.locked ?? null };
        const decision = decideByHand(state, { ...settlement, accountId: by.accountId }, newId);
        const jobId = await writeMoney(tx, decision, known?.balances);
        await recordAction(tx, by, 'stuck_money.settled', id, { kind: stuck.kind });
        const settled = await findStuck(tx, id);
        if (!settled) throw new Error(`${id} vanished while it was settled`);
        return ok({ settled: settledOf(settled), jobId });
      }),
  };
}

async function findStuck(tx: Queryable, id: StuckMoneyId, lock = ''): Promise<StuckRow | null> {
  const [row] = await tx.query<StuckRow>(`${SELECT} where s.id = $1 ${lock}`, [id]);
  return row ?? null;
}

/** Locks the payment that a settlement by hand may change. Null if it changes none. */
async function lockPaymentOfStuck(
  tx: Queryable,
  { kind, paymentId, refundId }: StuckRow,
): Promise<KnownPayment | null> {
  if (paymentId === null || kind === 'refunded_twice' || kind === 'unknown_capture') return null;
  return knowPayment(tx, await lockPayment(tx, paymentId), refundId);
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
