import { makeSale } from '@concert-mania/testkit/data/builders';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, it } from 'vitest';
import { makeDeskReader } from './desk-reader.ts';
import { openDesk } from './testing/desk.ts';

const database = await testDatabase();
const db = openForTest(database);
const desk = await openDesk({ url: database.url, db });

it('shows blocked seats and the takings of a day', async () => {
  const reader = makeDeskReader(db);
  const sale = await makeSale(db, { seats: 20 });
  await desk.block(sale, [3, 4], 'stage');
  const blockedBy = { id: desk.clerk, name: 'Fan' };
  expect(await reader.listBlocks(sale.performanceId, { after: 3, limit: 1 })).toMatchObject({
    items: [{ seatNumber: 4, label: 'Floor 1-4', reason: 'stage', blockedBy }],
    more: false,
  });
  const today = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
  await desk.sell(sale, [5, 6], 'card_terminal');
  const takings = await reader.readTakings({ from: today, to: today });
  expect(takings.filter(({ method }) => method === 'card_terminal')).toMatchObject([
    { day: today, seller: { id: desk.clerk }, sales: 1, soldAmount: 300_000, refunds: 0, refundedAmount: 0 },
  ]);
  expect(await reader.readTakings({ from: '2020-01-01', to: '2020-01-02' })).toEqual([]);
});
