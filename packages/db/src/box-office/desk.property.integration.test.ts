import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import { makeAccount, makeSale, newId, type Sale } from '@concert-mania/testkit/data/builders';
import { decideAll } from '@concert-mania/testkit/data/hold-partitions';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { audit } from '../audit/audit.ts';
import { openDesk } from './testing/desk.ts';

const SEATS = 12;
const database = await testDatabase();
const db = openForTest(database);
const desk = await openDesk({ url: database.url, db });
const decide = makeDecideHolds(newId);

const seat = fc.integer({ min: 1, max: SEATS });
const seats = fc.uniqueArray(seat, { minLength: 1, maxLength: 3 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('hold' as const), quantity: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ kind: fc.constantFrom('block' as const, 'unblock' as const), seats }),
  fc.record({
    kind: fc.constant('sell' as const),
    seats,
    method: fc.constantFrom('cash' as const, 'card_terminal' as const, 'complimentary' as const),
  }),
  fc.record({ kind: fc.constant('move' as const), from: seat, to: seat }),
);

const blocked = async ({ performanceId }: Sale) =>
  (
    await db.query<{ seat_number: number }>(
      `select seat_number from seats where performance_id = $1 and not_for_sale = 'blocked'`,
      [performanceId],
    )
  ).map((row) => row.seat_number);

/** Holds the best available seats. Returns their numbers, none if the hold was refused. */
async function holdBest({ concertId, performanceId }: Sale, quantity: number): Promise<readonly number[]> {
  const bestAvailable = { quantity, adjacent: false, preventOrphans: false, accessible: 0 };
  const asked = desk.command({ concertId, performanceId, queueToken: null, request: { bestAvailable } });
  const accountId = await makeAccount(db);
  const decided = await decideAll(desk.partition.batches, [{ ...asked, accountId, admitted: true }], decide);
  const outcome = [...decided.values()][0]?.outcome;
  if (outcome?.status !== 'succeeded') return [];
  return outcome.result.reservation.seats.map(({ seatNumber }) => seatNumber);
}

async function ownerOf({ performanceId }: Sale, seatNumber: number): Promise<string> {
  const [row] = await db.query<{ reservation_id: string | null }>(
    'select reservation_id from seats where performance_id = $1 and seat_number = $2',
    [performanceId, seatNumber],
  );
  return row?.reservation_id ?? 'res_none';
}

it('owns each seat once, chooses no blocked seat and keeps the ledger exact, in any order of commands', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 25 }), async (steps) => {
      const sale = await makeSale(db, { seats: SEATS });
      for (const each of steps) {
        if (each.kind === 'hold') {
          const off = await blocked(sale);
          for (const chosen of await holdBest(sale, each.quantity)) expect(off).not.toContain(chosen);
        } else if (each.kind === 'move') {
          await desk.move(sale, await ownerOf(sale, each.from), [each.from, each.to]);
        } else if (each.kind === 'sell') await desk.sell(sale, each.seats, each.method);
        else await desk[each.kind](sale, each.seats);
      }
      expect(await audit(db)).toEqual([]);
    }),
    { numRuns: 8 },
  );
});
