import type { SeatRequest } from '@concert-mania/core/holds/commands';
import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import { LIVE_STATUSES } from '@concert-mania/core/holds/model';
import type { ReservationView } from '@concert-mania/core/holds/reservation-view';
import { addPerformance, makeSale, newId, type Sale } from '@concert-mania/testkit/data/builders';
import { decideAll, openHoldPartitions } from '@concert-mania/testkit/data/hold-partitions';
import {
  askToCancel,
  commandOf,
  makeFundedAccount,
  payByGateway,
  payByWallet,
} from '@concert-mania/testkit/data/payment-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { audit } from '../audit/audit.ts';
import { isTransient } from '../connection/faults.ts';
import { makePaymentStore } from '../money/payments/payment-store.ts';
import { makeCancellationStore } from '../money/refunds/cancellation-store.ts';
import { makeExpiryStore } from '../reservations/expiry-store.ts';
import type { HoldPartition } from './hold-partitions.ts';

const SEATS = 8;
const MAX_SEATS = 4;
const RUNS = 1_000;
const BALANCE = 1_000_000_000;
const TERMS = { payingMs: 3_600_000, checkAfterMs: 3_600_000, sent: true };

const database = await testDatabase();
const db = openForTest(database, 8);
const payments = makePaymentStore(db, newId);
const cancellations = makeCancellationStore(db, newId);
// No grace, so money also arrives for reservations that have just expired.
const expiry = makeExpiryStore(db, 0);
const decide = makeDecideHolds(newId);
let partition: HoldPartition;
let sale: Sale;
let fans: readonly string[];

beforeAll(async () => {
  const claimed = await openHoldPartitions({ url: database.url, db, frozenAfterSeconds: 60 }).claim(0);
  if (!claimed) throw new Error('the partition of a fresh database has an owner');
  partition = claimed;
  sale = await makeSale(db, { seats: SEATS, maxSeatsPerUser: MAX_SEATS });
  fans = [await makeFundedAccount(db, BALANCE), await makeFundedAccount(db, BALANCE)];
});
afterAll(() => partition.release());

type Held = { readonly id: ReservationView['id']; readonly accountId: string; readonly totalAmount: number };
type Wish = { readonly fan: number; readonly request: SeatRequest };
const MOVES = ['expire', 'release or cancel', 'wallet', 'approve', 'decline', 'approve late'] as const;
type Move = { readonly kind: (typeof MOVES)[number]; readonly which: number };

const request: fc.Arbitrary<SeatRequest> = fc.oneof(
  fc
    .uniqueArray(fc.integer({ min: 1, max: SEATS }), { minLength: 1, maxLength: 3 })
    .map((seatNumbers) => ({ seatNumbers })),
  fc
    .record({ quantity: fc.integer({ min: 1, max: 3 }), adjacent: fc.boolean() })
    .map((wish) => ({ bestAvailable: { ...wish, preventOrphans: true, accessible: 0 } })),
);
const wish = fc.record({ fan: fc.nat({ max: 1 }), request });
const batches = fc.array(fc.array(wish, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 4 });
const moves = fc.array(fc.record({ kind: fc.constantFrom(...MOVES), which: fc.nat({ max: 9 }) }), {
  minLength: 1,
  maxLength: 3,
});

/** Workers retry when a transaction loses a conflict. */
async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error)) throw error;
    }
  }
}

async function hold(performanceId: Sale['performanceId'], wishes: readonly Wish[], held: Held[]) {
  const commands = wishes.map((each) => ({
    ...commandOf(fans[each.fan] ?? '', {
      concertId: sale.concertId,
      performanceId,
      queueToken: null,
      request: each.request,
    }),
    admitted: false,
  }));
  const outcomes = await insist(() => decideAll(partition.batches, commands, decide));
  for (const { jobId, accountId } of commands) {
    const outcome = outcomes.get(jobId)?.outcome;
    if (outcome?.status !== 'succeeded') continue;
    const { id, totalAmount } = outcome.result.reservation as ReservationView;
    held.push({ id, accountId, totalAmount });
  }
}

const runOut = async (id: string) => {
  await db.query(
    `update reservations set expires_at = now() - interval '1 second' where id = $1 and status in ('held', 'paying')`,
    [id],
  );
  await insist(() => expiry.expireOverdue(10, []));
};

async function pay(reservation: Held, kind: Move['kind']): Promise<void> {
  const claim = await insist(() => payments.claimReservation(payByGateway(reservation), TERMS));
  if (claim.kind !== 'claimed') return;
  const { id } = claim.open.payment;
  if (kind === 'decline') {
    await insist(() => payments.settleDeclined(id, 'REJECT_CARD_PAYMENT'));
    return;
  }
  if (kind === 'approve late') await runOut(reservation.id);
  const settled = await insist(() => payments.settleApproved(id, new Date()));
  if (settled.kind === 'refund_due') await insist(() => payments.settleRefund(settled.refund.id));
}

async function move({ kind, which }: Move, held: readonly Held[]): Promise<void> {
  const reservation = held[which % Math.max(1, held.length)];
  if (!reservation) return;
  if (kind === 'expire') await runOut(reservation.id);
  else if (kind === 'wallet') await insist(() => payments.payFromWallet(payByWallet(reservation)));
  else if (kind === 'release or cancel') {
    const claim = await insist(() => cancellations.claimCancellation(askToCancel(reservation), TERMS));
    if ('refund' in claim) await insist(() => payments.settleRefund(claim.refund.id));
  } else await pay(reservation, kind);
}

interface Row {
  id: string;
  account_id: string;
  status: string;
  seats: { seatNumber: number }[];
}

/**
 * The owners of seats according to seats and to reservations must be equal and within the limit.
 */
async function check(performanceId: Sale['performanceId']): Promise<void> {
  const seats = await db.query<{ seat_number: number; reservation_id: string; sold: boolean }>(
    'select seat_number, reservation_id, sold from seats where performance_id = $1 and reservation_id is not null',
    [performanceId],
  );
  const live = await db.query<Row>(
    'select id, account_id, status, seats from reservations where performance_id = $1 and status = any($2)',
    [performanceId, LIVE_STATUSES],
  );
  const bySeats = seats.map((seat) => `${seat.seat_number} ${seat.reservation_id} ${seat.sold}`);
  const byReservations = live.flatMap((row) =>
    row.seats.map(
      ({ seatNumber }) =>
        `${seatNumber} ${row.id} ${row.status === 'confirmed' || row.status === 'cancelling'}`,
    ),
  );
  expect(byReservations.sort()).toEqual(bySeats.sort());
  for (const fan of fans) {
    const mine = live.filter((row) => row.account_id === fan).flatMap((row) => row.seats);
    expect(mine.length).toBeLessThanOrEqual(MAX_SEATS);
  }
}

it('sells no seat twice and exceeds no limit, under any interleaving of holds, releases, expiries, payments and late money', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(batches, fc.tuple(moves, moves), async (asked, lanes) => {
      const performanceId = await addPerformance(db, sale);
      const held: Held[] = [];
      const [first = [], ...rest] = asked;
      await hold(performanceId, first, held);
      await Promise.all([
        (async () => {
          for (const each of rest) await hold(performanceId, each, held);
        })(),
        ...lanes.map(async (lane) => {
          for (const each of lane) await move(each, held);
        }),
      ]);
      await check(performanceId);
    }),
    { numRuns: RUNS },
  );

  for (const { status, n } of await db.query<{ status: string; n: number }>(
    'select status, count(*)::int as n from reservations group by status',
  ))
    seen.set(status, n);
  // Otherwise the runs above would prove nothing.
  for (const status of ['held', 'confirmed', 'cancelled', 'expired', 'released', 'payment_failed'])
    expect(seen.get(status), status).toBeGreaterThan(RUNS / 50);
  // The test moved deadlines without events.
  const findings = await audit(db, { overdueGraceSeconds: 3_600, maxFindings: 10 * RUNS });
  expect(findings.filter(({ detail }) => !detail.startsWith('expiresAt is'))).toEqual([]);
}, 240_000);
