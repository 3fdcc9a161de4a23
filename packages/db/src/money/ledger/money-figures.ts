import type {
  LedgerDay,
  MoneyFigures,
  MoneySummary,
  OpenMoney,
} from '@concert-mania/core/payments/figures/money-figures';
import type { Queryable } from '../../connection/database.ts';

const OPEN_COUNT = `count(*)::int as count, coalesce(sum(amount), 0)::bigint as amount`;
const COUNTS = `
  select 'payments' as kind, ${OPEN_COUNT} from payments where status = 'in_progress'
  union all select 'refunds', ${OPEN_COUNT} from refunds where status = 'in_progress'
  union all select 'stuck', count(*)::int, coalesce(sum(wanted_amount), 0)::bigint from stuck_money where settled_at is null`;

const OLDEST = `
  select 'payment' as kind, id, reservation_id as "reservationId", account_id as "accountId", method, amount,
    created_at as since from payments where status = 'in_progress'
  union all
  select 'refund', r.id, p.reservation_id, p.account_id, p.method, r.amount, r.created_at
    from refunds r join payments p on p.id = r.payment_id where r.status = 'in_progress'
  order by since limit $1`;

const ACCOUNT = `case when ledger_account like 'wallet:%' then 'wallets' else ledger_account end`;
const BALANCES = `select ${ACCOUNT} as account, sum(amount)::bigint as amount from ledger_entries group by 1 order by 1`;

const DAYS = `
  select to_char(created_at at time zone 'Asia/Seoul', 'YYYY-MM-DD') as day, ${ACCOUNT} as account,
    coalesce(sum(amount) filter (where amount > 0), 0)::bigint as credit,
    coalesce(-sum(amount) filter (where amount < 0), 0)::bigint as debit
  from ledger_entries
  where created_at >= $1::date::timestamp at time zone 'Asia/Seoul'
    and created_at < ($2::date + 1)::timestamp at time zone 'Asia/Seoul'
  group by 1, 2 order by 1 desc, 2`;

type Counts = Pick<MoneySummary, 'payments' | 'refunds' | 'stuck'>;

/** Figures of the money, in PostgreSQL. */
export function makeMoneyFigures(db: Queryable): MoneyFigures {
  return {
    summary: async (most) => {
      const [counts, oldest, balances] = await Promise.all([
        db.query<{ kind: keyof Counts; count: number; amount: number }>(COUNTS),
        db.query<OpenMoney>(OLDEST, [most]),
        db.query<MoneySummary['balances'][number]>(BALANCES),
      ]);
      const countOf = (wanted: keyof Counts) => {
        const { count = 0, amount = 0 } = counts.find(({ kind }) => kind === wanted) ?? {};
        return { count, amount };
      };
      return {
        payments: countOf('payments'),
        refunds: countOf('refunds'),
        stuck: countOf('stuck'),
        oldest,
        balances,
      };
    },
    days: (from, to) => db.query<LedgerDay>(DAYS, [from, to]),
  };
}
