import { randomUUID } from 'node:crypto';
import { RETAINED_KINDS, type RetainedKind } from '@concert-mania/core/retention/retention';
import type { AccountId } from '@concert-mania/core/shared/ids';
import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { askToCancel, makeFundedAccount, payByWallet } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeAccountDesk } from '../accounts/account-desk.ts';
import { audit } from '../audit/audit.ts';
import { makePaymentStore } from '../money/payments/payment-store.ts';
import { makeCancellationStore } from '../money/refunds/cancellation-store.ts';
import { makeRetentionStore } from './retention.ts';

const database = await testDatabase();
const db = openForTest(database);
const DAYS = 40;

let fan: AccountId;

/** Walks the whole table and returns the number of removed rows. */
async function sweep(kind: RetainedKind, store = makeRetentionStore(db)): Promise<number> {
  for (let removed = 0; ; ) {
    const step = await store.removeSome(kind, DAYS);
    removed += step.removed;
    if (step.done) return removed;
  }
}

/** For each kind: its table and key, and a row of account $2 with key $1 that ended at $3. */
const ROWS: Readonly<Record<RetainedKind, readonly [table: string, key: string, insert: string]>> = {
  command_outcomes: [
    'command_outcomes',
    'job_id',
    `insert into command_outcomes (job_id, account_id, type, fingerprint, outcome, accepted_at, decided_at)
     values ($1, $2, 'reservation.hold', 'f', '{"status":"rejected"}', $3, $3)`,
  ],
  notices: [
    'notifications',
    'event_id',
    `insert into notifications (event_id, channel, account_id, template, subject_id, sent_at, lapses_at)
     values ($1, 'email', $2, 'confirmed', $2, $3, $3)`,
  ],
  account_tokens: [
    'account_tokens',
    `convert_from(digest, 'UTF8')`,
    `insert into account_tokens (digest, account_id, purpose, expires_at)
     values (convert_to($1, 'UTF8'), $2, 'verify_email', $3)`,
  ],
  password_reset_requests: [
    'password_reset_requests',
    'id',
    `insert into password_reset_requests (id, email, created_at) values ($1, $2, $3)`,
  ],
  sessions: [
    'sessions',
    'id',
    `insert into sessions (id, account_id, last_seen_at, ends_at) values ($1, $2, $3, $3)`,
  ],
  refresh_tokens: [
    'refresh_tokens',
    `convert_from(token_hash, 'UTF8')`,
    `insert into refresh_tokens (token_hash, family_id, account_id, expires_at)
     values (convert_to($1, 'UTF8'), 'fam_' || $1, $2, $3)`,
  ],
  top_up_orders: [
    'top_up_orders',
    'id',
    'insert into top_up_orders (id, account_id, amount, expires_at) values ($1, $2, 1, $3)',
  ],
  gateway_comparisons: [
    'gateway_comparisons',
    'day::text',
    `insert into gateway_comparisons (day, compared_at) select $1::date, $3 where $2 <> ''`,
  ],
  gateway_differences: [
    'gateway_differences',
    'payment_key',
    `insert into gateway_differences (payment_key, kind, order_id, there_amount, here_amount, resolved_at)
     values ($1, 'amount_differs', $2, 1, 2, $3)`,
  ],
  webhook_deliveries: [
    'webhook_deliveries',
    'id',
    `insert into webhook_deliveries (id, received_at) select $1, $3 where $2 <> ''`,
  ],
  check_ins: [
    'check_ins',
    'gate',
    `insert into check_ins (scan_id, performance_id, gate, scanned_at, result, offline, account_id, answer, decided_at)
     values (gen_random_uuid(), 'prf_1', $1, $3, 'unknown', false, $2, '{}', $3)`,
  ],
  desk_holders: [
    'desk_sales',
    'holder_name',
    `insert into desk_sales (reservation_id, sold_by, sold_at, holder_name) values ('res_' || $1, $2, $3, $1)`,
  ],
  unverified_accounts: [
    'accounts',
    'id',
    `with account as (insert into accounts (id, email, password_hash, name, created_at)
       select $1, $1 || '@fans.example', 'none', 'Fan', $3 where $2 <> '' returning id),
     token as (insert into account_tokens (digest, account_id, purpose, expires_at)
       select convert_to($1, 'UTF8'), id, 'verify_email', $3 from account)
     insert into sessions (id, account_id, created_at, last_seen_at, ends_at)
       select 'ses_' || $1, id, $3, $3, $3 from account`,
  ],
  staff_actions: [
    'staff_actions',
    'subject',
    `insert into staff_actions (subject, action, account_id, keep_until) values ($1, 'x', $2, $3)`,
  ],
};

/** Removes the rows of sales that were never made. Their kind is emptied, not removed. */
const NO_DESK_SALES = 'delete from desk_sales';

const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

async function addRow(kind: RetainedKind, ageDays: number): Promise<string> {
  const at = daysAgo(ageDays);
  const key = kind === 'gateway_comparisons' ? at.toISOString().slice(0, 10) : newId('trf');
  await db.query(ROWS[kind][2], [key, fan, at.toISOString()]);
  return key;
}

async function keysOf(kind: RetainedKind): Promise<readonly string[]> {
  const [table, key] = ROWS[kind];
  const rows = await db.query<{ key: string }>(`select ${key} as key from ${table}`);
  return rows.map((row) => row.key);
}

beforeAll(async () => {
  fan = await makeAccount(db);
});

describe('the removal of old rows', () => {
  it.each(RETAINED_KINDS)('removes old rows of %s and keeps young ones', async (kind) => {
    const old = await addRow(kind, DAYS + 3);
    const young = await addRow(kind, DAYS - 3);
    expect(await sweep(kind)).toBeGreaterThan(0);
    const keys = await keysOf(kind);
    expect(keys).not.toContain(old);
    expect(keys).toContain(young);
  });

  it('keeps unfinished rows: an unsent notice, an open difference, a live session, a day to compare', async () => {
    await db.query(
      `insert into notifications (event_id, channel, account_id, template, subject_id, created_at, sent_at, lapses_at)
       values ('unsent', 'email', $1, 'confirmed', $1, $2, null, $2), ('resent', 'email', $1, 'confirmed', $1, $2, $2, now())`,
      [fan, daysAgo(1_000).toISOString()],
    );
    await db.query(
      `insert into gateway_differences (payment_key, kind, order_id, there_amount, here_amount, first_seen_at)
       values ('open', 'amount_differs', 'o', 1, 2, $1)`,
      [daysAgo(1_000).toISOString()],
    );
    await db.query(
      `insert into sessions (id, account_id, created_at, ends_at) values ('live', $1, $2, now() + interval '1 day')`,
      [fan, daysAgo(1_000).toISOString()],
    );
    await db.query(`insert into gateway_comparisons (day) values ('2020-01-01')`);
    for (const kind of RETAINED_KINDS) await sweep(kind);
    expect(await keysOf('notices')).toEqual(expect.arrayContaining(['unsent', 'resent']));
    expect(await keysOf('gateway_differences')).toContain('open');
    await db.query('update gateway_differences set resolved_at = now() where resolved_at is null');
    expect(await keysOf('sessions')).toContain('live');
    expect(await keysOf('gateway_comparisons')).toContain('2020-01-01');
  });

  it('keeps an unverified account that did something, is in use, was disabled or works for us', async () => {
    const reasons: Readonly<Record<string, string>> = {
      verified: 'update accounts set email_verified_at = now() where id = $1',
      disabled: 'update accounts set disabled_at = now() where id = $1',
      staff: `update accounts set role = 'steward' where id = $1`,
      seen: 'update accounts set last_seen_at = now() where id = $1',
      'signed in': `update sessions set ends_at = now() + interval '1 day' where account_id = $1`,
      'has a wallet': 'insert into wallets (account_id, balance_amount) values ($1, 0)',
      'sold at the desk': `insert into desk_sales (reservation_id, sold_by) values ('res_of_seller', $1)`,
      'blocked a seat': `insert into seat_blocks (performance_id, seat_number, reason, blocked_by)
        values ('prf_blocked', 1, 'camera', $1)`,
    };
    const kept = new Map<string, string>();
    for (const [reason, change] of Object.entries(reasons)) {
      const id = await addRow('unverified_accounts', DAYS + 3);
      await db.query(change, [id]);
      kept.set(reason, id);
    }
    await sweep('unverified_accounts');
    const left = await keysOf('unverified_accounts');
    for (const [reason, id] of kept) expect(left, reason).toContain(id);
    await db.query('delete from sessions where account_id = any($1)', [[...kept.values()]]);
    await db.query(`delete from desk_sales where reservation_id = 'res_of_seller'`);
    await db.query(`delete from seat_blocks where performance_id = 'prf_blocked'`);
  });

  it('keeps the scan that used a ticket', async () => {
    const [used, refused] = [randomUUID(), randomUUID()];
    await db.query(
      `insert into tickets (id, reservation_id, performance_id, seat_number, status, used_at, used_gate, used_scan_id)
       values ('tkt_kept', 'res_1', 'prf_kept', 1, 'used', now(), 'A', $1)`,
      [used],
    );
    await db.query(
      `insert into check_ins (scan_id, performance_id, ticket_id, gate, scanned_at, result, offline, account_id, answer, decided_at)
       select scan_id::uuid, 'prf_kept', 'tkt_kept', 'A', now(), result, false, 'usr_1', '{}', now() - interval '9 years'
       from unnest($1::text[], '{admitted,already_used}'::text[]) as n (scan_id, result)`,
      [[used, refused]],
    );
    await sweep('check_ins');
    const kept = await db.query<{ id: string }>(
      `select scan_id as id from check_ins where ticket_id = 'tkt_kept'`,
    );
    expect(kept).toEqual([{ id: used }]);
    await db.query(`delete from tickets where id = 'tkt_kept'`);
    await sweep('check_ins');
  });

  it('remembers when an account whose sessions are removed was last seen', async () => {
    const account = await makeAccount(db);
    const lastSeenAt = daysAgo(50);
    await db.query(
      `insert into sessions (id, account_id, last_seen_at, ends_at) values ('a', $1, $2, $2), ('b', $1, $3, $3)`,
      [account, daysAgo(60).toISOString(), lastSeenAt.toISOString()],
    );
    await db.query(`update accounts set role = 'steward' where id = $1`, [account]);
    const lastLogin = async () =>
      (await makeAccountDesk(db).staff()).find(({ id }) => id === account)?.lastLoginAt ?? null;
    expect(await lastLogin()).not.toBeNull();
    expect(await sweep('sessions')).toBe(2);
    expect(await lastLogin()).toEqual(lastSeenAt);
  });

  it('leaves a completely old sale consistent', async () => {
    await db.query(NO_DESK_SALES);
    const sale = await makeSale(db);
    const owner = await makeFundedAccount(db, 1_000_000);
    const payments = makePaymentStore(db, newId);
    const paid = await makeHold(db, { sale, accountId: owner, seatNumbers: [1] });
    const cancelled = await makeHold(db, { sale, accountId: owner, seatNumbers: [2] });
    const released = await makeHold(db, { sale, accountId: owner, seatNumbers: [3] });
    const commands = [payByWallet(paid), payByWallet(cancelled)];
    for (const command of commands) await payments.payFromWallet(command);
    const cancellations = makeCancellationStore(db, newId);
    const terms = { payingMs: 60_000, checkAfterMs: 60_000, sent: true };
    for (const reservation of [cancelled, released])
      await cancellations.claimCancellation(askToCancel(reservation), terms);
    const before = await audit(db);
    const [{ count } = { count: 0 }] = await db.query<{ count: number }>(
      'select count(*) as count from command_outcomes',
    );
    await db.query(`update command_outcomes set decided_at = decided_at - interval '10 years'`);
    const old: string[] = [];
    for (const kind of RETAINED_KINDS) old.push(await addRow(kind, 3_650));
    for (const kind of RETAINED_KINDS) await sweep(kind);
    for (const kind of RETAINED_KINDS)
      expect((await keysOf(kind)).filter((key) => old.includes(key))).toEqual([]);
    await db.query(NO_DESK_SALES);
    expect(before).toEqual([]);
    expect(await audit(db)).toEqual([]);
    const kept = await keysOf('command_outcomes');
    expect(kept).toEqual(expect.arrayContaining(commands.map(({ jobId }) => jobId)));
    expect(kept.length).toBeLessThan(count);
  });

  it('removes each row once and without waiting when two processes remove rows', async () => {
    await db.query(
      `insert into webhook_deliveries select 'many-' || n, now() - interval '1 year' from generate_series(1, 1200) as n`,
    );
    await db.transaction(async (tx) => {
      await tx.query(`select from webhook_deliveries where id = 'many-7' for update`);
      const removed = await Promise.all([sweep('webhook_deliveries'), sweep('webhook_deliveries')]);
      expect(removed.reduce((sum, rows) => sum + rows, 0)).toBe(1_199);
    });
    expect(await sweep('webhook_deliveries')).toBe(1);
  });

  it('walks a large table in steps, to its end and then from its start', async () => {
    await db.query(
      `insert into command_outcomes (job_id, account_id, type, fingerprint, outcome, accepted_at)
       select 'wide-' || n, $1, 'x', repeat(md5(n::text), 60), '{"status":"rejected"}', now()
       from generate_series(1, 1500) as n`,
      [fan],
    );
    const store = makeRetentionStore(db);
    const first = await store.removeSome('command_outcomes', DAYS);
    expect(first.done).toBe(false);
    await sweep('command_outcomes', store);
    const old = await addRow('command_outcomes', 100);
    expect(await sweep('command_outcomes', store)).toBe(1);
    expect(await keysOf('command_outcomes')).not.toContain(old);
  });
});
