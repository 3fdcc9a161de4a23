import type { ReservationDetail } from '@concert-mania/core/payments/read-reservations';
import { expect, it } from 'vitest';
import { makeApp } from '../../app.ts';
import { FAN, fakeDeps, fakeQueue } from '../../testing/fake-deps.ts';

const detail = { reservation: { id: 'res_1' } } as unknown as ReservationDetail;

it('treats an empty, blank or missing reason as none, and as the same request', async () => {
  const commands = fakeQueue();
  const app = makeApp(
    fakeDeps({
      commands: commands.queue,
      reservations: { find: async () => detail, list: async () => ({ items: [], more: false }) },
    }),
  );
  const cancel = (body: object) =>
    app.request('/v1/reservations/res_1/cancel', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        authorization: `Bearer ${FAN}`,
        'content-type': 'application/json',
        'idempotency-key': 'once',
      },
    });
  for (const body of [{}, { reason: '' }, { reason: ' \t' }, { reason: null }]) {
    expect((await cancel(body)).status).toBe(202);
  }
  expect(commands.submissions().map(({ payload }) => payload)).toEqual([
    { reservationId: 'res_1', reason: null },
  ]);
  expect((await cancel({ reason: ' ill ' })).status).toBe(422);
});
