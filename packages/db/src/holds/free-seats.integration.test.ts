import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { describe, expect, it } from 'vitest';
import type { Queryable } from '../connection/database.ts';
import { makeFreeSeats } from './free-seats.ts';

const database = await testDatabase();
const db = openForTest(database);

/**
 * Remembered free seats of a four-seat performance, with a fake clock and a log of database reads.
 */
async function remember() {
  const sale = await makeSale(db, { seats: 4 });
  const { performanceId } = sale;
  let nowMs = 0;
  const asked: string[] = [];
  const counting: Queryable = {
    query: (text, values) => {
      asked.push(text.includes('count') ? 'count' : 'read');
      return db.query(text, values);
    },
  };
  const memory = makeFreeSeats(() => nowMs);
  return {
    sale,
    memory,
    asked,
    pass: (ms: number) => {
      nowMs += ms;
    },
    free: async (anew = false) => {
      const { seats } = await memory.all(counting, performanceId, anew);
      const numbers = [1, 2, 3, 4, 5].filter((seatNumber) => seats.has(seatNumber));
      expect(seats.size).toBe(numbers.length);
      return numbers;
    },
    own: (seatNumber: number, reservation: string | null) =>
      db.query('update seats set reservation_id = $3 where performance_id = $1 and seat_number = $2', [
        performanceId,
        seatNumber,
        reservation,
      ]),
  };
}

describe('remembered free seats', () => {
  it('are read once and counted now and then, while no other transaction changes them', async () => {
    const { free, pass, asked } = await remember();
    for (let n = 0; n < 3; n += 1) expect(await free()).toEqual([1, 2, 3, 4]);
    pass(100);
    for (let n = 0; n < 3; n += 1) expect(await free()).toEqual([1, 2, 3, 4]);
    expect(asked).toEqual(['read', 'count']);
  });

  it('are read again when the database counts a different number, so a freed seat is offered at once', async () => {
    const { free, pass, own, asked } = await remember();
    await own(2, 'res_x');
    expect(await free()).toEqual([1, 3, 4]);
    await own(2, null);
    pass(100);
    expect(await free()).toEqual([1, 2, 3, 4]);
    expect(asked).toEqual(['read', 'count', 'read']);
  });

  it('shrink when seats are taken, without a read', async () => {
    const { sale, memory, free, pass, asked } = await remember();
    await free();
    memory.take(await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1, 2] }));
    pass(100);
    expect(await free()).toEqual([3, 4]);
    expect(asked).toEqual(['read', 'count']);
  });

  it('are read again on request, after a fault, and when they are old', async () => {
    const { memory, free, pass, asked } = await remember();
    await free();
    await free(true);
    memory.forget();
    await free();
    pass(5_000);
    await free();
    expect(asked).toEqual(['read', 'read', 'read', 'read']);
  });
});
