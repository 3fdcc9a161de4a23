import type { Database } from '@concert-mania/db/connection/database';
import { PERFORMANCES_OF_CONCERT, SEATS, SHOWS } from './load-shows.ts';

/** The account with the longest history. It owns one of `EVERY` reservations. */
export const REGULAR = 'usr_regular';
const EVERY = 50;

export const idOf = (prefix: 'res' | 'pay' | 'tkt', n: number): string =>
  `${prefix}_${String(n).padStart(20, '0')}${prefix === 'tkt' ? '01' : ''}`;

/**
 * Inserts `rows` reservations of the last three years with their shows, seats, tickets, scans,
 * payments and events. Foreign keys and triggers are off, because they would take most of the time.
 */
export async function loadHistory(db: Database, rows: number): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query('set local synchronous_commit = off');
    for (const statement of [...SHOWS, ...HISTORY])
      await tx.query(statement, statement.includes('$1') ? [rows] : []);
  });
  await db.query('vacuum analyze');
}

// One reservation in twenty is sold at the desk, and one in ten ends unpaid.
const IS_UNPAID = 'n % 10 = 0';
const IS_DESK = 'n % 20 = 3';
const IS_GATEWAY = 'n % 10 = 1';
const IS_REFUNDED = `(n % 100 = 7 or n % 200 = 23)`;
const OWNER = `case when ${IS_DESK} then 'usr_box_office' when n % ${EVERY} = 2 then '${REGULAR}'
  else 'usr_' || (n % 100000) end`;
const ID = `lpad(n::text, 20, '0')`;
const MOMENT = `now() - make_interval(mins => ((1 - n::double precision / $1::int) * 1500000)::int)`;
const EACH = `from generate_series(1, $1::int) n`;
const PERFORMANCE = `'prf_' || (n - 1) / ${SEATS}`;
const SEAT = `(n - 1) % ${SEATS} + 1`;

const HISTORY = [
  `insert into reservations (id, account_id, concert_id, performance_id, status, seat_count, seats,
     total_amount, expires_at, created_at, updated_at, version)
   select 'res_' || ${ID}, ${OWNER}, 'con_' || (n - 1) / ${SEATS} / ${PERFORMANCES_OF_CONCERT}, ${PERFORMANCE},
     case when ${IS_UNPAID} then 'expired' else 'confirmed' end, 1,
     json_build_array(json_build_object('seatNumber', ${SEAT}, 'label', 'A-1', 'grade', 'R', 'price', 100000)),
     100000, ${MOMENT}, ${MOMENT}, ${MOMENT}, 3 ${EACH}`,
  `insert into payments (id, job_id, fingerprint, accepted_at, account_id, purpose, reservation_id, method, order_id,
     payment_key, amount, status, version, created_at, approved_at, check_at, updated_at, confirm_at)
   select 'pay_' || ${ID}, 'job_' || n, '', ${MOMENT}, ${OWNER}, 'reservation', 'res_' || ${ID},
     case when ${IS_DESK} then 'cash' when ${IS_GATEWAY} then 'gateway' else 'wallet' end, 'res_' || ${ID},
     case when ${IS_GATEWAY} then 'key-' || n end,
     100000, 'completed', 2, ${MOMENT}, ${MOMENT}, ${MOMENT}, ${MOMENT}, ${MOMENT} ${EACH} where not ${IS_UNPAID}`,
  `insert into refunds (id, payment_id, job_id, fingerprint, accepted_at, amount, reason, status, created_at, check_at, account_id)
   select 'rfd_' || ${ID}, 'pay_' || ${ID}, 'job_r' || n, '', ${MOMENT}, 1000, '', 'completed', ${MOMENT}, ${MOMENT}, ${OWNER}
   ${EACH} where ${IS_REFUNDED}`,
  `insert into command_outcomes (job_id, account_id, type, fingerprint, outcome, accepted_at, decided_at)
   select 'job_' || n, ${OWNER}, 'payment.pay', '', '{}'::json, ${MOMENT}, ${MOMENT} ${EACH} where not ${IS_UNPAID}
   union all select 'job_r' || n, 'usr_staff' || n % 20, 'box-office.cancel', '', '{}'::json, ${MOMENT}, ${MOMENT}
   ${EACH} where ${IS_REFUNDED}`,
  `insert into desk_sales (reservation_id, sold_by, sold_at, holder_name, holder_email, holder_phone)
   select 'res_' || ${ID}, 'usr_staff' || n % 20, ${MOMENT}, '이보라 ' || n, 'holder' || n || '@example.com', '+8211' || n
   ${EACH} where ${IS_DESK}`,
  `insert into seats (performance_id, seat_number, reservation_id, sold, not_for_sale)
   select ${PERFORMANCE}, ${SEAT}, case when not ${IS_UNPAID} then 'res_' || ${ID} end, not ${IS_UNPAID},
     case when ${IS_UNPAID} then 'blocked' end ${EACH}`,
  `insert into seat_blocks (performance_id, seat_number, reason, blocked_by, blocked_at)
   select ${PERFORMANCE}, ${SEAT}, 'camera', 'usr_staff' || n % 20, ${MOMENT} ${EACH} where ${IS_UNPAID}`,
  `insert into tickets (id, reservation_id, performance_id, seat_number, status, issued_at, used_at, used_gate, used_scan_id)
   select 'tkt_' || ${ID} || '01', 'res_' || ${ID}, ${PERFORMANCE}, ${SEAT}, 'used', ${MOMENT}, ${MOMENT}, 'A',
     md5(n::text)::uuid ${EACH} where not ${IS_UNPAID}`,
  `insert into check_ins (scan_id, performance_id, ticket_id, gate, scanned_at, result, offline, account_id, answer, decided_at)
   select md5(n::text)::uuid, ${PERFORMANCE}, 'tkt_' || ${ID} || '01', 'A', ${MOMENT}, 'admitted', n % 10 = 1,
     'usr_staff' || n % 20, '{"result":"admitted"}', ${MOMENT} ${EACH} where not ${IS_UNPAID}`,
  `insert into domain_events (stream, version, type, payload, occurred_at)
   select 'res_' || ${ID}, version, type, '{}', ${MOMENT}
   from generate_series(1, $1::int) n,
     (values (1, 'reservation.held'), (2, 'reservation.payment_started'), (3, 'reservation.confirmed'))
       as e (version, type)`,
  `insert into domain_events (stream, version, type, payload, occurred_at)
   select 'pay_' || ${ID}, version, type, '{}', ${MOMENT}
   from generate_series(1, $1::int) n, (values (1, 'payment.started'), (2, 'payment.completed')) as e (version, type)
   where not ${IS_UNPAID}`,
  `insert into staff_actions (at, account_id, action, subject, details)
   select ${MOMENT}, 'usr_staff' || n % 20, 'reservation.cancelled', 'res_' || ${ID}, '{}' ${EACH} where n % 10 = 0`,
  `insert into ledger_transfers (id, kind, reference, created_at)
   select 'trf_' || ${ID}, 'payment', 'pay_' || ${ID}, ${MOMENT} ${EACH}`,
  `insert into ledger_entries (transfer_id, ledger_account, amount, balance_after_amount, created_at)
   select 'trf_' || ${ID}, 'wallet:' || ${OWNER}, -100000, 0, ${MOMENT} ${EACH}`,
];
