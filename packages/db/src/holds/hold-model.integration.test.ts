import type { HoldOutcome, SeatRequest } from '@concert-mania/core/holds/commands';
import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import type { HoldCommand } from '@concert-mania/core/holds/hold-snapshot';
import type { ReservationChange } from '@concert-mania/core/holds/model';
import type { PerformanceId } from '@concert-mania/core/shared/ids';
import { addPerformance, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { decideAll, openHoldPartitions } from '@concert-mania/testkit/data/hold-partitions';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeExpiryStore } from '../reservations/expiry-store.ts';
import { applyChange, lockReservation } from '../reservations/reservation-changes.ts';
import type { HoldPartition } from './hold-partitions.ts';

// One row of eight: four VIP seats of the zone Floor (1–4), four R seats of the zone Balcony (5–8).
const SEATS = 8;
const ZONES = [
  [1, 2, 3, 4],
  [5, 6, 7, 8],
] as const;
const FANS = ['usr_a', 'usr_b', 'usr_c'];
const MAX_SEATS = 4;
const RUNS = 1_000;

const database = await testDatabase();
const db = openForTest(database);
const expiry = makeExpiryStore(db);
const decide = makeDecideHolds(newId);
let partition: HoldPartition;
let concertId: string;

beforeAll(async () => {
  const claimed = await openHoldPartitions({ url: database.url, db, frozenAfterSeconds: 60 }).claim(0);
  if (!claimed) throw new Error('the partition of a fresh database has an owner');
  partition = claimed;
  ({ concertId } = await makeSale(db, { seats: SEATS, maxSeatsPerUser: MAX_SEATS }));
});
afterAll(() => partition.release());

type Wish = { readonly fan: string; readonly request: SeatRequest };
type Step =
  | { readonly kind: 'hold'; readonly wishes: readonly Wish[] }
  | { readonly kind: 'release' | 'expire' | 'pay' | 'decline' | 'start paying'; readonly which: number };

const chosen = fc
  .uniqueArray(fc.integer({ min: 1, max: SEATS }), { minLength: 1, maxLength: 4 })
  .map((seatNumbers): SeatRequest => ({ seatNumbers }));
const best = fc
  .record({ quantity: fc.integer({ min: 1, max: 4 }), adjacent: fc.boolean() })
  .map((wish): SeatRequest => ({ bestAvailable: { ...wish, preventOrphans: true, accessible: 0 } }));
const wishes = fc.array(fc.record({ fan: fc.constantFrom(...FANS), request: fc.oneof(chosen, best) }), {
  minLength: 1,
  maxLength: 4,
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: wishes.map((each): Step => ({ kind: 'hold', wishes: each })) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('release', 'expire', 'pay', 'decline', 'start paying'),
      which: fc.nat({ max: 20 }),
    }),
  },
);

/** The reference model: the owner of each seat and the status of each reservation. */
class Model {
  readonly owner = new Map<number, string>();
  readonly reservations = new Map<string, { fan: string; status: string; seats: readonly number[] }>();

  ownedBy(fan: string): number {
    return [...this.owner.values()].filter((id) => this.reservations.get(id)?.fan === fan).length;
  }

  /** Null if the outcome is right, else the fault. */
  judge({ fan, request }: Wish, outcome: HoldOutcome): string | null {
    const quantity = 'seatNumbers' in request ? request.seatNumbers.length : request.bestAvailable.quantity;
    const code = outcome.status === 'succeeded' ? 'held' : outcome.error.code;
    if (this.ownedBy(fan) + quantity > MAX_SEATS) return code === 'seat_limit_exceeded' ? null : code;
    const isFree = (seat: number) => !this.owner.has(seat);
    const possible =
      'seatNumbers' in request
        ? request.seatNumbers.every(isFree)
        : request.bestAvailable.adjacent
          ? ZONES.some((zone) => hasRun(zone.map(isFree), quantity))
          : ZONES.flat().filter(isFree).length >= quantity;
    if (outcome.status !== 'succeeded') return possible ? `refused ${code}` : null;
    const held = outcome.result.reservation;
    const seats = held.seats.map((seat) => seat.seatNumber);
    if (!possible || !seats.every(isFree) || new Set(seats).size !== quantity) return `held ${seats.join()}`;
    for (const seat of seats) this.owner.set(seat, held.id);
    this.reservations.set(held.id, { fan, status: 'held', seats });
    return null;
  }

  end(id: string, status: string): void {
    const reservation = this.reservations.get(id);
    if (!reservation) return;
    reservation.status = status;
    for (const seat of reservation.seats) this.owner.delete(seat);
  }
}

function hasRun(free: readonly boolean[], length: number): boolean {
  return free.some((_, from) => free.slice(from, from + length).filter(Boolean).length === length);
}

let jobs = 0;
async function hold(model: Model, performanceId: PerformanceId, asked: readonly Wish[]): Promise<void> {
  const commands = asked.map(({ fan, request }): HoldCommand => {
    jobs += 1;
    return {
      jobId: `job_${jobs}`,
      accountId: fan,
      fingerprint: 'f',
      acceptedAt: new Date(),
      admitted: false,
      payload: { concertId, performanceId, queueToken: null, request },
    };
  });
  const outcomes = await decideAll(partition.batches, commands, decide);
  commands.forEach((command, at) => {
    const [wish, outcome] = [asked[at], outcomes.get(command.jobId)?.outcome];
    if (wish && outcome) expect(model.judge(wish, outcome)).toBeNull();
  });
}

const change = (id: string, type: ReservationChange['type']) =>
  db.transaction(async (tx) => {
    const locked = await lockReservation(tx, id);
    if (!locked) throw new Error(`${id} is gone`);
    const { expiresAt } = locked.reservation;
    await applyChange(tx, [locked.reservation], { type, expiresAt } as ReservationChange);
  });

/** Moves a reservation on if its status allows it. */
async function move(model: Model, { kind, which }: Exclude<Step, { kind: 'hold' }>): Promise<void> {
  const from = kind === 'pay' || kind === 'decline' ? 'paying' : 'held';
  const able = [...model.reservations].filter(([, reservation]) => reservation.status === from);
  const [id, reservation] = able[which % Math.max(1, able.length)] ?? [];
  if (!id || !reservation) return;
  if (kind === 'release') await change(id, 'reservation.released');
  if (kind === 'decline') await change(id, 'reservation.payment_failed');
  if (kind === 'pay') await change(id, 'reservation.confirmed');
  if (kind === 'start paying') await change(id, 'reservation.payment_started');
  if (kind === 'expire') {
    await db.query(`update reservations set expires_at = now() - interval '1 second' where id = $1`, [id]);
    await expiry.expireOverdue(100, []);
  }
  if (kind === 'start paying') reservation.status = 'paying';
  else if (kind === 'pay') reservation.status = 'confirmed';
  else model.end(id, kind);
}

it('agrees with a reference model of a sale under random holds, releases, payments, declines and expiries', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const performanceId = await addPerformance(db, { concertId });
      const model = new Model();
      for (const each of steps) {
        if (each.kind === 'hold') await hold(model, performanceId, each.wishes);
        else await move(model, each);
      }
      const rows = await db.query<{ seat_number: number; reservation_id: string; sold: boolean }>(
        `select seat_number, reservation_id, sold from seats
         where performance_id = $1 and reservation_id is not null order by seat_number`,
        [performanceId],
      );
      expect(rows).toEqual(
        [...model.owner]
          .sort(([a], [b]) => a - b)
          .map(([seat_number, reservation_id]) => ({
            seat_number,
            reservation_id,
            sold: model.reservations.get(reservation_id)?.status === 'confirmed',
          })),
      );
    }),
    { numRuns: RUNS },
  );
});
