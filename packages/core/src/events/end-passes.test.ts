import { expect, it } from 'vitest';
import { makeEndPasses } from './end-passes.ts';

const PAID_AT = new Date('2026-03-01T11:00:00.000Z');

it('ends the pass that the fan had when paying, for the concert of the payment', async () => {
  const ended: unknown[] = [];
  const endPasses = makeEndPasses({
    reservations: {
      findTouched: async (ids) =>
        ids.map((id) => ({
          id,
          accountId: 'usr_1',
          concertId: 'con_1',
          performanceId: 'prf_1',
          seatNumbers: [1],
        })),
    },
    passes: { end: async (holder) => void ended.push(holder) },
  });
  await endPasses([
    {
      id: 'res_1.3',
      stream: 'res_1',
      version: 3,
      position: 1,
      type: 'reservation.confirmed',
      occurredAt: PAID_AT,
    },
  ]);
  expect(ended).toEqual([{ concertId: 'con_1', accountId: 'usr_1', at: PAID_AT }]);
});
