import type { AccountExport, ExportSection } from '@concert-mania/core/identity/profile/export-account';
import type { AccountId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../connection/database.ts';

const PAGE_ROWS = 500;
const UTC_MS = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/** Columns with their names in the export; `key` orders the rows. Digests are left out. */
const SECTIONS: Readonly<Record<ExportSection, string>> = {
  profile: `select a.id as key, a.id, a.email, a.email_verified_at as "emailVerifiedAt", a.name, a.phone, a.role,
      a.locale, a.muted_notices as "mutedNotices", a.created_at as "createdAt", a.last_seen_at as "lastSeenAt", a.disabled_at as "disabledAt",
      f.created_at as "secondFactorAddedAt", f.confirmed_at as "secondFactorConfirmedAt"
    from accounts a left join second_factors f on f.account_id = a.id where a.id = $1`,
  sessions: `select id as key, id, created_at as "createdAt", last_seen_at as "lastSeenAt", ends_at as "endsAt",
      revoked_at as "endedAt", user_agent as "userAgent", network is not null as "networkKnown",
      second_factor as "secondFactor" from sessions where account_id = $1`,
  mailedTokens: `select encode(digest, 'hex') as key, purpose, created_at as "createdAt", expires_at as "expiresAt"
    from account_tokens where account_id = $1`,
  reservations: `select r.id as key, r.id, r.concert_id as "concertId", c.title as "concertTitle",
      r.performance_id as "performanceId", p.starts_at as "startsAt", r.status, r.seats,
      r.total_amount as "totalAmount", r.created_at as "createdAt", r.expires_at as "expiresAt",
      (select json_agg(json_build_object('type', e.type, 'at', to_char(e.occurred_at at time zone 'UTC', ${UTC_MS}))
        order by e.version) from domain_events e where e.stream = r.id) as timeline
    from reservations r join performances p on p.id = r.performance_id join concerts c on c.id = r.concert_id
    where r.account_id = $1`,
  tickets: `select t.id as key, t.id, t.reservation_id as "reservationId", t.performance_id as "performanceId",
      t.seat_number as "seatNumber", t.version, t.status, t.issued_at as "issuedAt", t.used_at as "usedAt",
      t.used_gate as "usedGate"
    from tickets t join reservations r on r.id = t.reservation_id where r.account_id = $1`,
  unpaidHolds: `select reservation_id as key, reservation_id as "reservationId", performance_id as "performanceId",
      unpaid_end as "end", seats, held_at as "heldAt", ended_at as "endedAt" from hold_uses where account_id = $1`,
  payments: `select id as key, id, purpose, reservation_id as "reservationId", method, order_id as "orderId", status,
      amount, refunded_amount as "refundedAmount", failure_code as "failureCode", created_at as "createdAt",
      approved_at as "approvedAt" from payments where account_id = $1`,
  refunds: `select f.id as key, f.id, f.payment_id as "paymentId", f.amount, f.fee_amount as "feeAmount", f.reason,
      f.status, f.created_at as "createdAt"
    from refunds f join payments p on p.id = f.payment_id where p.account_id = $1`,
  walletEntries: `select lpad(e.id::text, 20, '0') as key, e.id, t.kind, e.amount,
      e.balance_after_amount as "balanceAfterAmount", e.created_at as at, t.reference
    from ledger_entries e join ledger_transfers t on t.id = e.transfer_id
    where e.ledger_account = 'wallet:' || $1::text`,
  topUpOrders: `select id as key, id, amount, created_at as "createdAt", expires_at as "expiresAt"
    from top_up_orders where account_id = $1`,
  notices: `select event_id || ' ' || channel as key, template as kind, channel, subject_id as "subjectId",
      created_at as "createdAt", sent_at as "sentAt", given_up_at as "givenUpAt", given_up_reason as "givenUpReason"
    from notifications where account_id = $1`,
  // Only payments and refunds: an index of all outcomes by account would make every hold slower.
  commands: `select job_id as key, job_id as id, type, outcome, accepted_at as "acceptedAt",
      decided_at as "decidedAt" from command_outcomes where job_id in (
      select job_id from payments where account_id = $1
      union all select f.job_id from refunds f join payments p on p.id = f.payment_id where p.account_id = $1)`,
  staffActions: `select lpad(id::text, 20, '0') as key, at, action, subject, details from staff_actions
    where account_id = $1 or subject = $1`,
  // Without the ticket, which is another person's.
  scans: `select scan_id as key, scan_id as "scanId", performance_id as "performanceId", gate, scanned_at as "scannedAt",
      result, offline, overtaken, decided_at as "decidedAt" from check_ins where account_id = $1`,
};

/** The type of `key`, if it is not text: another type would keep the index from being used. */
const KEY_TYPES: Readonly<Partial<Record<ExportSection, string>>> = { scans: 'uuid' };

type Row = { readonly key: string } & Readonly<Record<string, unknown>>;

/** Reads an export page by page, so only one page is in memory. */
export const makeAccountExport = (db: Queryable): AccountExport =>
  async function* read(id: AccountId) {
    for (const section of Object.keys(SECTIONS) as ExportSection[]) {
      const type = KEY_TYPES[section] ?? 'text';
      let after: string | null = null;
      do {
        const rows: Row[] = await db.query<Row>(
          `select * from (${SECTIONS[section]}) as s where $2::${type} is null or key > $2 order by key limit ${PAGE_ROWS}`,
          [id, after],
        );
        yield { section, rows: rows.map(({ key: _, ...row }) => row) };
        after = rows.length < PAGE_ROWS ? null : (rows.at(-1)?.key ?? null);
      } while (after !== null);
    }
  };
