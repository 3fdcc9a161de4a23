import { createHash, randomBytes } from 'node:crypto';
import { makeAccountStore } from '@concert-mania/db/accounts/account-store';
import { makeSessionStore } from '@concert-mania/db/accounts/sessions/session-store';
import { makeCatalogueStore } from '@concert-mania/db/catalogue/catalogue-store';
import { createConcert } from '@concert-mania/db/catalogue/create-concert';
import { createPerformance } from '@concert-mania/db/catalogue/create-performance';
import { makePaymentStore } from '@concert-mania/db/money/payments/payment-store';
import { makeCancellationStore } from '@concert-mania/db/money/refunds/cancellation-store';
import { makeExpiryStore } from '@concert-mania/db/reservations/expiry-store';
import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { createSignedInAccounts } from '@concert-mania/testkit/data/create-signed-in-accounts';
import { askToCancel } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, test } from 'vitest';
import {
  findReservationStatuses,
  listGatewayBookings,
  readMoneyReport,
  readSaleReport,
} from './sale-report.ts';

const db = openForTest(await testDatabase());
const payments = makePaymentStore(db, newId);
const TERMS = { payingMs: 60_000, checkAfterMs: 60_000, sent: true };
let jobs = 0;
const command = <P>(accountId: string, payload: P) => {
  jobs += 1;
  return { jobId: `job_${jobs}`, accountId, fingerprint: 'f', acceptedAt: new Date(), payload };
};

test('a sale report counts reservations, seats and the latest expiry of one concert, and money of its fans', async () => {
  const sale = await makeSale(db);
  const elsewhere = await makeSale(db);
  const [fan, rich] = [await makeAccount(db), await makeAccount(db, { balanceAmount: 500_000 })];
  const hold = (accountId: string, seat: number, expiresInMs = 60_000) =>
    makeHold(db, { sale, accountId, seatNumbers: [seat], expiresInMs });
  await makeHold(db, { sale: elsewhere, accountId: rich, seatNumbers: [1] });
  const open = await hold(fan, 1);
  const expired = await hold(fan, 2, -1_500);
  await makeExpiryStore(db).expireOverdue(10, []);
  const byCard = await hold(fan, 3);
  const payload = {
    method: 'gateway',
    reservationId: byCard.id,
    paymentKey: 'key',
    amount: 150_000,
  } as const;
  const claimed = await payments.claimReservation(command(fan, payload), TERMS);
  expect((await readMoneyReport(db, [fan, rich])).unsettled).toBe(1);
  if (claimed.kind === 'claimed') await payments.settleApproved(claimed.open.payment.id, new Date());
  for (const seat of [4, 5]) {
    const fromWallet = await hold(rich, seat);
    await payments.payFromWallet(command(rich, { method: 'wallet', reservationId: fromWallet.id }));
    if (seat === 4) continue;
    await makeCancellationStore(db, newId).claimCancellation(askToCancel(fromWallet), TERMS);
  }

  const report = await readSaleReport(db, sale.concertId);
  expect(report).toMatchObject({
    reservations: { held: 1, expired: 1, confirmed: 2, cancelled: 1 },
    seats: { free: 97, held: 1, sold: 2 },
  });
  expect(report.latestExpiryMs).toBeGreaterThanOrEqual(1_500);
  const money = await readMoneyReport(db, [fan, rich]);
  expect(money).toMatchObject({
    captured: 150_000,
    refunded: 0,
    toppedUp: 0,
    paidFromWallets: 300_000,
    unsettled: 0,
  });
  expect(money.leftInWallets).toBe(500_000 - 300_000 + money.refundedToWallets);
  expect(money.revenue).toBe(450_000 - money.refundedToWallets);
  expect(await readMoneyReport(db, [])).toMatchObject({ captured: 0, leftInWallets: 0, revenue: 0 });
  expect(await listGatewayBookings(db, [fan, rich])).toEqual([
    { orderId: byCard.id, status: 'completed', amount: 150_000, refundedAmount: 0 },
  ]);
  expect(await findReservationStatuses(db, [open.id, expired.id, 'res_none'])).toEqual(
    new Map([
      [open.id, 'held'],
      [expired.id, 'expired'],
    ]),
  );
});

test('accounts made in bulk have a session that can be refreshed once', async () => {
  const fans = Array.from({ length: 2_500 }, (_, index) => ({
    id: newId('usr'),
    email: `bulk-${index}@fans.example`,
    name: `Fan ${index}`,
    sessionId: newId('ses'),
    digest: createHash('sha256').update(randomBytes(8)).digest(),
  }));
  await createSignedInAccounts(db, fans, { passwordHash: 'shared', ttlSeconds: 60 });
  const last = fans.at(-1);
  if (!last) throw new Error('there are fans');
  const found = await makeAccountStore(db).findCredentials('bulk-2499@fans.example');
  expect(found).toMatchObject({ account: { id: last.id, role: 'user' }, passwordHash: 'shared' });
  const rotate = () =>
    makeSessionStore(db).rotate({
      used: { digest: last.digest, lineage: randomBytes(32) },
      next: { digest: randomBytes(32), lineage: randomBytes(32) },
      ttlSeconds: 60,
      repeatSeconds: 0,
      limit: { refreshes: 10, windowSeconds: 60 },
    });
  expect(await rotate()).toMatchObject({ kind: 'rotated', grant: { account: { id: last.id } } });
  expect(await rotate()).toEqual({ kind: 'reused', ended: [last.sessionId] });
});

test('a concert is on the programme as it was described, once it is published', async () => {
  const { venueId } = await makeSale(db);
  const waitingRoom = {
    enabled: true,
    maxActive: 30,
    admitPerSecond: 7,
    passSeconds: 60,
    claimSeconds: 20,
    preOpenOrder: 'arrival',
  } as const;
  const concert = {
    title: 'A night',
    artist: 'Somebody',
    description: 'Loud.',
    venueId,
    waitingRoom,
    maxSeatsPerUser: 3,
    holdSeconds: 8,
  };
  const [draft, published] = [newId('con'), newId('con')];
  for (const id of [draft, published]) {
    await createConcert(db, { ...concert, id, published: id === published });
    await createPerformance(db, {
      id: newId('prf'),
      concertId: id,
      startsAt: new Date(Date.now() + 9e6),
      saleOpensAt: new Date(),
      saleClosesAt: new Date(Date.now() + 8e6),
      prices: [
        { category: 'VIP', grade: 'VIP', price: 1 },
        { category: 'R', grade: 'R', price: 1 },
      ],
    });
  }
  expect(await makeCatalogueStore(db).findConcert(draft)).toBeNull();
  expect(await makeCatalogueStore(db).findConcert(published)).toMatchObject({
    title: 'A night',
    artist: 'Somebody',
  });
  const [row] = await db.query('select * from concerts where id = $1', [published]);
  expect(row).toMatchObject({
    max_active: 30,
    admit_per_second: 7,
    pass_seconds: 60,
    claim_seconds: 20,
    pre_open_order: 'arrival',
    max_seats_per_user: 3,
    hold_seconds: 8,
  });
});
