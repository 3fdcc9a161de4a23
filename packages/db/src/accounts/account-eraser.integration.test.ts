import type { AccountId } from '@concert-mania/core/shared/ids';
import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { payByGateway } from '@concert-mania/testkit/data/payment-builder';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { describe, expect, it, vi } from 'vitest';
import { makePaymentStore } from '../money/payments/payment-store.ts';
import { makeAccountDesk } from './account-desk.ts';
import { makeAccountEraser } from './account-eraser.ts';
import { makeAccountExport } from './account-export.ts';
import { makeSessionStore } from './sessions/session-store.ts';

const db = openForTest(await testDatabase());
const { erase } = makeAccountEraser(db);
const sessions = makeSessionStore(db);

const start = (accountId: AccountId) => {
  const client = { userAgent: 'Browser', network: new Uint8Array([1]) };
  const session = {
    id: newId('ses'),
    accountId,
    passwordHash: 'no password',
    secondFactor: false,
    lifeSeconds: 60,
    token: null,
    ...client,
  };
  return sessions.start(session, 10);
};
const stateOf = async (id: AccountId) =>
  (
    await db.query<{ erased: boolean }>(
      'select erased_at is not null as erased from accounts where id = $1',
      [id],
    )
  )[0];

describe('an erasure', () => {
  it('replaces the person, ends the sessions and refuses every login', async () => {
    const id = await makeAccount(db, { email: 'gone@fans.example' });
    await start(id);
    expect(await erase(id)).toEqual({ ok: true, value: [expect.stringMatching(/^ses_/)] });
    const [left] = await db.query(
      `select a.email, a.name, a.phone, s.user_agent, s.network, s.revoked_at is not null as ended
       from accounts a join sessions s on s.account_id = a.id where a.id = $1`,
      [id],
    );
    const person = { email: `erased+${id}@erased.invalid`, name: 'erased', phone: null };
    expect(left).toEqual({ ...person, user_agent: null, network: null, ended: true });
    expect(await start(id)).toBeNull();
    expect(await erase(id)).toEqual({ ok: false, error: { code: 'account_not_found' } });
    // Staff cannot make it an administrator: it would count as one and could not log in.
    expect(await makeAccountDesk(db).change(id, null, { role: 'admin', disabled: false })).toEqual({
      ok: false,
      error: { code: 'account_not_found' },
    });
    // The address can be used again.
    await makeAccount(db, { email: 'GONE@fans.example' });
  });

  it('is refused while seats are held, or booked for an upcoming show', async () => {
    const sale = await makeSale(db);
    const accountId = await makeAccount(db, { balanceAmount: 1 });
    const hold = await makeHold(db, { sale, accountId, seatNumbers: [1] });
    expect(await erase(accountId)).toEqual({
      ok: false,
      error: { code: 'account_in_use', blockedBy: ['upcoming_tickets', 'wallet_balance'] },
    });
    await db.query(`update reservations set status = 'confirmed' where id = $1`, [hold.id]);
    expect(await erase(accountId)).toMatchObject({ error: { code: 'account_in_use' } });
    expect(await stateOf(accountId)).toEqual({ erased: false });
  });

  it('ignores bookings of past shows', async () => {
    const [past, accountId] = [new Date(Date.now() - 86_400_000), await makeAccount(db)];
    const sale = await makeSale(db);
    const { id } = await makeHold(db, { sale, accountId, seatNumbers: [1] });
    await db.query(`update reservations set status = 'confirmed' where id = $1`, [id]);
    await db.query('update performances set starts_at = $2 where id = $1', [
      sale.performanceId,
      past.toISOString(),
    ]);
    expect(await erase(accountId)).toMatchObject({ ok: true });
  });

  it('waits for a simultaneous payment, which then blocks it', async () => {
    const accountId = await makeAccount(db);
    const erasing = await db.transaction(async (tx) => {
      await tx.query(
        `insert into payments (id, job_id, fingerprint, accepted_at, account_id, purpose, method, order_id,
           payment_key, amount, status, check_at)
         values ($1, $1, 'f', now(), $2, 'top_up', 'gateway', 'o', $1, 1000, 'in_progress', now())`,
        [newId('pay'), accountId],
      );
      const result = erase(accountId);
      await vi.waitFor(async () =>
        expect(
          await db.query(`select from pg_stat_activity where wait_event_type = 'Lock'
            and datname = current_database() and query like '%erased_at is null for update%'`),
        ).toHaveLength(1),
      );
      return { result };
    });
    expect(await erasing.result).toMatchObject({ error: { blockedBy: ['money_in_flight'] } });
  });

  it('refuses a payment that was accepted before the erasure and decided after it', async () => {
    const [sale, accountId] = [await makeSale(db), await makeAccount(db)];
    const hold = await makeHold(db, { sale, accountId, seatNumbers: [2] });
    await db.query('update accounts set erased_at = now() where id = $1', [accountId]);
    const payments = makePaymentStore(db, newId);
    const terms = { payingMs: 60_000, checkAfterMs: 60_000, sent: true };
    expect(await payments.claimReservation(payByGateway(hold), terms)).toMatchObject({
      kind: 'decided',
      outcome: { status: 'rejected' },
    });
    expect(await db.query('select from payments where account_id = $1', [accountId])).toEqual([]);
  });

  it('keeps one administrator when the last two erase themselves at once', async () => {
    const admins = [await makeAccount(db, { role: 'admin' }), await makeAccount(db, { role: 'admin' })];
    const results = await Promise.all(admins.map((id) => erase(id)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results).toContainEqual({ ok: false, error: { code: 'last_admin' } });
  });
});

async function exported(accountId: AccountId) {
  const found: Record<string, Readonly<Record<string, unknown>>[]> = {};
  for await (const { section, rows } of makeAccountExport(db)(accountId)) {
    found[section] ??= [];
    found[section].push(...rows);
  }
  return found;
}

it('exports every table that refers to the account', async () => {
  const accountId = await makeAccount(db, { balanceAmount: 5_000 });
  await start(accountId);
  const held = await makeHold(db, { sale: await makeSale(db), accountId, seatNumbers: [1] });
  await confirmReservation(db, held.id);
  const found = await exported(accountId);
  expect(found).toMatchObject({
    profile: [{ id: accountId, email: `${accountId}@fans.example` }],
    sessions: [{ userAgent: 'Browser' }],
    reservations: [{ status: 'confirmed', seats: [{ seatNumber: 1 }], timeline: { length: 3 } }],
    tickets: [{ reservationId: held.id, seatNumber: 1, status: 'valid', usedAt: null }],
    walletEntries: [{ amount: 5_000, balanceAfterAmount: 5_000 }],
    scans: [],
  });
  expect(JSON.stringify(found)).not.toMatch(/digest|password/);
});

it('exports each scan of a steward once, without the ticket, and erases the account beside them', async () => {
  const steward = await makeAccount(db, { role: 'steward' });
  await db.query(
    `insert into check_ins (scan_id, performance_id, ticket_id, gate, scanned_at, result, offline, account_id, answer)
     select gen_random_uuid(), 'prf_1', 'tkt_1', 'A', now(), 'already_used', true, $1, '{}' from generate_series(1, 501)`,
    [steward],
  );
  const { scans = [] } = await exported(steward);
  expect(new Set(scans.map(({ scanId }) => scanId)).size).toBe(501);
  expect(scans).toHaveLength(501);
  expect(scans[0]).toMatchObject({
    performanceId: 'prf_1',
    gate: 'A',
    result: 'already_used',
    offline: true,
  });
  expect(JSON.stringify(scans)).not.toContain('tkt_1');
  expect(await erase(steward)).toMatchObject({ ok: true });
});
