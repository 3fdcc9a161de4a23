import type { Outcome } from '@concert-mania/core/shared/outcome';
import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { makeFundedAccount } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterEach, expect, vi } from 'vitest';
import { audit } from '../../../audit/audit.ts';
import { makeExpiryStore } from '../../../reservations/expiry-store.ts';
import { makeReservationReader } from '../../../reservations/reservation-store.ts';
import { makeWalletStore } from '../../wallet/wallet-store.ts';
import { makePaymentStore } from '../payment-store.ts';

const database = await testDatabase();
export const db = openForTest(database, 10);
export const store = makePaymentStore(db, newId);
export const reservations = makeReservationReader(db);
export const wallets = makeWalletStore(db);
export const TERMS = { payingMs: 12_000, checkAfterMs: 60_000, sent: true };
export const TIMES = { leaseMs: 60_000, sessionMs: 600_000 };
export const APPROVED_AT = new Date('2026-03-01T10:00:01.000Z');

afterEach(async () => {
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});

export async function makeHeld(
  more: {
    seatNumbers?: number[];
    expiresInMs?: number;
    onDecline?: 'keep';
    balanceAmount?: number;
    maxSeatsPerUser?: number;
  } = {},
) {
  const { seatNumbers = [1, 2], expiresInMs, balanceAmount, ...saleOptions } = more;
  const sale = await makeSale(db, { seats: 20, ...saleOptions });
  const accountId = await (balanceAmount === undefined
    ? makeAccount(db)
    : makeFundedAccount(db, balanceAmount));
  const hold = await makeHold(db, {
    sale,
    accountId,
    seatNumbers,
    ...(expiresInMs !== undefined && { expiresInMs }),
  });
  return { sale, accountId, hold };
}

export const statusOf = async (reservation: { accountId: string; id: string }) =>
  (await reservations.find(reservation.accountId, reservation.id))?.reservation.status;
export const codeOf = (outcome: Outcome) =>
  outcome.status === 'rejected' ? outcome.error.code : outcome.status;

export async function claim(command: Parameters<typeof store.claimReservation>[0], terms = TERMS) {
  const answer = await store.claimReservation(command, terms);
  if (answer.kind === 'decided') throw new Error(`decided: ${codeOf(answer.outcome)}`);
  if (answer.kind === 'resumed') throw new Error(`resumed: ${answer.paymentId}`);
  return answer.open.payment;
}

/**
 * A hold whose deadline passes after payments for it were accepted and before they are looked at.
 */
export async function makeOverdue(more: Parameters<typeof makeHeld>[0] & { swept?: boolean } = {}) {
  const { swept = true, ...options } = more;
  const made = await makeHeld({ expiresInMs: 100, ...options });
  const acceptedAt = new Date(made.hold.expiresAt.getTime() - 1);
  await vi.waitFor(async () => {
    if (swept) await makeExpiryStore(db, 0).expireOverdue(10, []);
    const [row] = await db.query<{ over: boolean }>(
      'select expires_at < now() as over from reservations where id = $1',
      [made.hold.id],
    );
    expect([row?.over, await statusOf(made.hold)]).toEqual([true, swept ? 'expired' : 'held']);
  }, 5_000);
  return { ...made, inTime: <C extends object>(command: C) => ({ ...command, acceptedAt }) };
}
export const freeSeatsOf = async ({ performanceId }: { performanceId: string }) =>
  (
    await db.query('select 1 from seats where performance_id = $1 and reservation_id is null', [
      performanceId,
    ])
  ).length;
