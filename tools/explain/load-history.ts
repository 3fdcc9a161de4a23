import type { Database } from '@concert-mania/db/connection/database';

/** The account with the longest history. It owns every `EVERY`th reservation. */
export const REGULAR = 'usr_regular';
const EVERY = 50;

/**
 * Inserts `rows` paid reservations of the last three years, each with a payment, five events and a
 * staff action in ten. Foreign keys and triggers are off, because they would take most of the time.
 */
export async function loadHistory(db: Database, rows: number): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query('set local synchronous_commit = off');
    for (const statement of STATEMENTS) await tx.query(statement, [rows]);
  });
  for (const table of ['reservations', 'payments', 'domain_events', 'staff_actions', 'ledger_entries'])
    await db.query(`vacuum analyze ${table}`);
}

const OWNER = `case when n % ${EVERY} = 0 then '${REGULAR}' else 'usr_' || (n % 100000) end`;
const ID = `lpad(n::text, 20, '0')`;
const MOMENT = `now() - make_interval(mins => ((1 - n::double precision / $1::int) * 1500000)::int)`;

const STATEMENTS = [
  `insert into reservations (id, account_id, concert_id, performance_id, status, seat_count, seats,
     total_amount, expires_at, created_at, updated_at, version)
   select 'res_' || ${ID}, ${OWNER}, 'con_' || n % 200, 'prf_' || n % 1000,
     case when n % 10 = 0 then 'expired' else 'confirmed' end, 1,
     '[{"seatNumber":1,"label":"A-1","grade":"R","price":100000}]', 100000, ${MOMENT}, ${MOMENT}, ${MOMENT}, 3
   from generate_series(1, $1::int) n`,
  `insert into payments (id, job_id, fingerprint, accepted_at, account_id, purpose, reservation_id, method, order_id, amount, status,
     version, created_at, approved_at, check_at, updated_at, confirm_at)
   select 'pay_' || ${ID}, 'job_' || n, '', ${MOMENT}, ${OWNER}, 'reservation', 'res_' || ${ID}, 'wallet', 'res_' || ${ID},
     100000, 'completed', 2, ${MOMENT}, ${MOMENT}, ${MOMENT}, ${MOMENT}, ${MOMENT}
   from generate_series(1, $1::int) n where n % 10 <> 0`,
  `insert into domain_events (stream, version, type, payload, occurred_at)
   select 'res_' || ${ID}, version, type, '{}', ${MOMENT}
   from generate_series(1, $1::int) n,
     (values (1, 'reservation.held'), (2, 'reservation.payment_started'), (3, 'reservation.confirmed'))
       as e (version, type)`,
  `insert into domain_events (stream, version, type, payload, occurred_at)
   select 'pay_' || ${ID}, version, type, '{}', ${MOMENT}
   from generate_series(1, $1::int) n, (values (1, 'payment.started'), (2, 'payment.completed')) as e (version, type)
   where n % 10 <> 0`,
  `insert into staff_actions (at, account_id, action, subject, details)
   select ${MOMENT}, 'usr_staff' || n % 20, 'reservation.cancelled', 'res_' || ${ID}, '{}'
   from generate_series(1, $1::int) n where n % 10 = 0`,
  `insert into ledger_transfers (id, kind, reference, created_at)
   select 'trf_' || ${ID}, 'payment', 'pay_' || ${ID}, ${MOMENT} from generate_series(1, $1::int) n`,
  `insert into ledger_entries (transfer_id, ledger_account, amount, balance_after_amount, created_at)
   select 'trf_' || ${ID}, 'wallet:' || ${OWNER}, -100000, 0, ${MOMENT} from generate_series(1, $1::int) n`,
];
