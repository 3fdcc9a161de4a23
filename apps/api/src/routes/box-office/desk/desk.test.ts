import type { Days, DeskReader } from '@concert-mania/core/box-office/ports';
import { describe, expect, it } from 'vitest';
import { makeCursors } from '../../../http/cursors.ts';
import { ADMIN, boxOfficeDeps, FAN, NOW } from '../../../testing/fake-deps.ts';
import { testApi } from '../../../testing/test-api.ts';

const CLERK = { id: 'usr_clerk', name: '김하나' };
const SALE = {
  performanceId: 'prf_1',
  seatNumbers: [1, 2],
  payment: 'cash',
  holder: { name: '이두리', email: 'duri@holders.example', phone: '010-1234-5678' },
};
const MOVE = { moves: [{ from: 1, to: 2 }], reason: 'a broken seat' };
const BLOCK = { seatNumbers: [1, 2], reason: ' stage ' };

function makeDesk() {
  const asked: Days[] = [];
  const desk: DeskReader = {
    findConcertOf: async (id) => (id === 'res_1' ? 'con_1' : null),
    listBlocks: async (_, { after, limit }) => {
      const left = [3, 7].filter((seatNumber) => seatNumber > after);
      return {
        items: left.slice(0, limit).map((seatNumber) => ({
          seatNumber,
          label: `A-${seatNumber}`,
          reason: 'stage',
          blockedBy: CLERK,
          blockedAt: NOW,
        })),
        more: left.length > limit,
      };
    },
    readTakings: async (days) => {
      asked.push(days);
      const taking = { day: '2026-03-01', seller: CLERK, sales: 2, refunds: 1, refundedAmount: 100 };
      return [
        { ...taking, method: 'cash', soldAmount: 500 },
        { ...taking, method: 'cash', soldAmount: 700, seller: { id: 'usr_other', name: null } },
        { ...taking, method: 'card_terminal', soldAmount: 900 },
      ];
    },
  };
  const api = testApi({
    cursors: makeCursors('a-secret-of-at-least-32-characters!'),
    boxOffice: boxOfficeDeps({ desk }),
  });
  const ask = (method: string, path: string, body?: unknown, token = ADMIN) =>
    api.send(method, `/v1/box-office${path}`, body, { token });
  return { ask, submitted: api.submitted, asked };
}

describe('the desk', () => {
  it('accepts commands in the order of the concert of the performance or reservation', async () => {
    const { ask, submitted } = makeDesk();
    for (const [path, body] of [
      ['/performances/prf_1/blocks', BLOCK],
      ['/performances/prf_1/unblocks', BLOCK],
      ['/reservations', SALE],
      ['/reservations/res_1/move', MOVE],
    ] as const) {
      expect(await ask('POST', path, body)).toMatchObject({ status: 202 });
      expect(await ask('POST', path, body, FAN)).toMatchObject({ status: 403 });
    }
    const of = { concertId: 'con_1', performanceId: 'prf_1', seatNumbers: [1, 2] };
    expect(submitted()).toEqual([
      { name: 'seats.block', payload: { ...of, reason: 'stage' } },
      { name: 'seats.unblock', payload: { ...of, reason: 'stage' } },
      {
        name: 'box-office.sell',
        payload: {
          ...of,
          payment: 'cash',
          holderName: '이두리',
          holderEmail: 'duri@holders.example',
          holderPhone: '+821012345678',
          note: null,
        },
      },
      { name: 'box-office.move', payload: { ...MOVE, concertId: 'con_1', reservationId: 'res_1' } },
    ]);
  });

  it.each([
    ['seats of an unknown performance', '/performances/prf_2/blocks', BLOCK, 404, 'performance_not_found'],
    [
      'a sale of an unknown performance',
      '/reservations',
      { ...SALE, performanceId: 'prf_2' },
      404,
      'performance_not_found',
    ],
    ['a move of an unknown reservation', '/reservations/res_2/move', MOVE, 404, 'reservation_not_found'],
    [
      'a block without a reason',
      '/performances/prf_1/blocks',
      { ...BLOCK, reason: ' ' },
      400,
      'validation_failed',
    ],
    [
      'a seat named twice',
      '/performances/prf_1/blocks',
      { ...BLOCK, seatNumbers: [1, 1] },
      400,
      'validation_failed',
    ],
    [
      'more seats than a sale may have',
      '/reservations',
      { ...SALE, seatNumbers: Array.from({ length: 51 }, (_, n) => n + 1) },
      400,
      'validation_failed',
    ],
    ['a sale without a name', '/reservations', { ...SALE, holder: {} }, 400, 'validation_failed'],
    [
      'a method that the desk has not',
      '/reservations',
      { ...SALE, payment: 'wallet' },
      400,
      'validation_failed',
    ],
    [
      'two moves to one seat',
      '/reservations/res_1/move',
      {
        ...MOVE,
        moves: [
          { from: 1, to: 3 },
          { from: 2, to: 3 },
        ],
      },
      400,
      'validation_failed',
    ],
  ])('refuses %s', async (_, path, body, status, code) => {
    const { ask, submitted } = makeDesk();
    expect(await ask('POST', path, body)).toMatchObject({ status, body: { code } });
    expect(submitted()).toEqual([]);
  });

  it('lists blocked seats page by page', async () => {
    const { ask } = makeDesk();
    const first = await ask('GET', '/performances/prf_1/blocks?limit=1');
    expect(first.body.items).toEqual([
      { seatNumber: 3, label: 'A-3', reason: 'stage', blockedBy: CLERK, blockedAt: NOW.toISOString() },
    ]);
    const next = await ask('GET', `/performances/prf_1/blocks?limit=1&cursor=${first.body.nextCursor}`);
    expect(next.body).toMatchObject({ items: [{ seatNumber: 7 }], nextCursor: null });
    expect(await ask('GET', '/performances/prf_2/blocks')).toMatchObject({ status: 404 });
    expect(await ask('GET', '/performances/prf_1/blocks?cursor=x.y')).toMatchObject({
      body: { code: 'invalid_cursor' },
    });
    expect(await ask('GET', '/performances/prf_1/blocks', undefined, FAN)).toMatchObject({ status: 403 });
  });

  it('adds up the takings of each method', async () => {
    const { ask, asked } = makeDesk();
    const { body } = await ask('GET', '/takings?from=2026-03-01&to=2026-03-02');
    expect(body).toMatchObject({
      from: '2026-03-01',
      to: '2026-03-02',
      totals: [
        { method: 'cash', sales: 4, soldAmount: 1_200, refunds: 2, refundedAmount: 200, netAmount: 1_000 },
        { method: 'card_terminal', soldAmount: 900, netAmount: 800 },
        { method: 'complimentary', sales: 0, soldAmount: 0, netAmount: 0 },
      ],
      items: [{ netAmount: 400, seller: CLERK }, { netAmount: 600 }, { netAmount: 800 }],
    });
    await ask('GET', '/takings');
    await ask('GET', '/takings?from=2026-02-01');
    expect(asked.slice(1)).toEqual([
      { from: '2026-03-01', to: '2026-03-01' },
      { from: '2026-02-01', to: '2026-02-01' },
    ]);
    for (const query of ['from=2026-03-02&to=2026-03-01', 'from=2026-01-01&to=2026-12-31', 'from=today'])
      expect(await ask('GET', `/takings?${query}`)).toMatchObject({ status: 400 });
    expect(await ask('GET', '/takings', undefined, FAN)).toMatchObject({ status: 403 });
  });
});
