import type { ReservationDetail } from '@concert-mania/core/payments/read-reservations';
import { expect, it } from 'vitest';
import { testApi } from '../../testing/test-api.ts';

const detail = { reservation: { id: 'res_1' } } as unknown as ReservationDetail;

it('treats an empty, blank or missing reason as none, and as the same request', async () => {
  const { post, submitted } = testApi({
    reservations: { find: async () => detail, list: async () => ({ items: [], more: false }) },
  });
  const cancel = (body: object) => post('/v1/reservations/res_1/cancel', body, { key: 'once' });
  for (const body of [{}, { reason: '' }, { reason: ' \t' }, { reason: null }]) {
    expect((await cancel(body)).status).toBe(202);
  }
  expect(submitted()).toEqual([
    { name: 'reservation.cancel', payload: { reservationId: 'res_1', reason: null } },
  ]);
  expect((await cancel({ reason: ' ill ' })).status).toBe(422);
});
