import { audit } from '@concert-mania/db/audit/audit';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { testRedisCluster } from '@concert-mania/testkit/servers/test-redis-cluster';
import { signUpFan } from '@concert-mania/testkit/system/api-client';
import { expect, it, vi } from 'vitest';
import { checkOut, enter, startSystem, subjectsTo } from './system.ts';

const cluster = await testRedisCluster();
const { stack, db, api } = await startSystem({ api: 2 }, {}, { redisUrl: cluster.url });
const [, otherApi = ''] = stack.apiUrls;

type Reservation = { readonly id: string; readonly totalAmount: number };

it('sells a concert on a Redis Cluster of three nodes, from the waiting room to the mail', async () => {
  const sale = await makeSale(db, { waitingRoomEnabled: true, seats: 40 });
  const { performanceId } = sale;
  const fan = await signUpFan(api);
  const token = await enter(fan, sale.concertId);
  const hold = await fan.run(
    '/v1/reservations',
    { performanceId, seatNumbers: [3, 4] },
    { 'queue-token': token },
  );
  expect(hold).toMatchObject({ status: 'succeeded', error: null });
  const held = hold.result?.reservation as Reservation;
  const { id: reservationId, totalAmount: amount } = held;
  const paymentKey = await checkOut(stack.mockPgUrl, { orderId: reservationId, amount });
  const paid = await fan.run('/v1/payments', { reservationId, method: 'gateway', paymentKey, amount });
  expect(paid).toMatchObject({ status: 'succeeded', result: { reservation: { status: 'confirmed' } } });
  await vi.waitFor(
    async () =>
      expect(await subjectsTo(stack.mailUrl, fan.email)).toContainEqual(
        expect.stringContaining('예매가 완료되었습니다'),
      ),
    { timeout: 20_000, interval: 200 },
  );
  await fan.run(`/v1/reservations/${reservationId}/cancel`, {});
  expect((await fan.request('GET', `/v1/reservations/${reservationId}`)).body.status).toBe('cancelled');
});

it('recognises a repeated key on a cluster, even if another body would go to another queue', async () => {
  const fan = await signUpFan(api);
  const sales = await Promise.all(Array.from({ length: 6 }, () => makeSale(db, { seats: 40 })));
  const [first, ...others] = sales.map(({ performanceId }) => ({ performanceId, seatNumbers: [1] }));
  const key = { 'idempotency-key': 'one-key-for-all' };
  const accepted = await fan.submit('/v1/reservations', first ?? {}, key);
  expect(accepted.status).toBe(202);
  const again = await fan.submit('/v1/reservations', first ?? {}, key);
  expect(again).toMatchObject({ status: 202, body: { id: accepted.body.id } });
  for (const other of others) {
    expect((await fan.submit('/v1/reservations', other, key)).body.code).toBe('idempotency_key_reused');
  }
  expect(await fan.job(String(accepted.body.id))).toMatchObject({ status: 'succeeded' });
});

it('decides many concerts at once, answers through the API that accepted, and spreads them over the nodes', async () => {
  const sales = await Promise.all(Array.from({ length: 12 }, () => makeSale(db, { seats: 40 })));
  const fans = await Promise.all([signUpFan(api), signUpFan(otherApi)]);
  const ends = await Promise.all(
    sales.flatMap(({ performanceId }) =>
      fans.map((fan, n) => fan.run('/v1/reservations', { performanceId, seatNumbers: [n + 1] })),
    ),
  );
  expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 'succeeded'));
  const jobs = await Promise.all(cluster.nodes.map((node) => node.dbsize()));
  expect(Math.min(...jobs)).toBeGreaterThan(0);
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});
