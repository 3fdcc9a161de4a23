import { dataOf } from '@concert-mania/client/problem';
import { enterConcert } from '@concert-mania/client/waiting-room';
import { audit } from '@concert-mania/db/audit/audit';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { testRedisCluster } from '@concert-mania/testkit/servers/test-redis-cluster';
import { signUpFan } from '@concert-mania/testkit/system/fans';
import { expect, it, vi } from 'vitest';
import { holdSeats, payByCard, startSystem, subjectsTo } from './system.ts';

const cluster = await testRedisCluster();
const { stack, db, api } = await startSystem({ api: 2 }, {}, { redisUrl: cluster.url });
const [, otherApi = ''] = stack.apiUrls;

it('sells a concert on a Redis Cluster of three nodes, from the waiting room to the mail', async () => {
  const sale = await makeSale(db, { waitingRoomEnabled: true, seats: 40 });
  const { performanceId } = sale;
  const fan = await signUpFan(api);
  const { token } = await enterConcert(fan, sale.concertId);
  const held = await holdSeats(fan, performanceId, [3, 4], token);
  const paid = await payByCard(fan, stack.mockPgUrl, held);
  expect(paid).toMatchObject({ status: 'succeeded', result: { reservation: { status: 'confirmed' } } });
  await vi.waitFor(
    async () =>
      expect(await subjectsTo(stack.mailUrl, fan.email)).toContainEqual(
        expect.stringContaining('예매가 완료되었습니다'),
      ),
    { timeout: 20_000, interval: 200 },
  );
  const path = { reservationId: held.id };
  await fan.run('reservation.cancel', { path, body: {} });
  const seen = await dataOf(fan.GET('/v1/reservations/{reservationId}', { params: { path } }));
  expect(seen.status).toBe('cancelled');
});

it('recognises a repeated key on a cluster, even if another body would go to another queue', async () => {
  const fan = await signUpFan(api);
  const sales = await Promise.all(Array.from({ length: 6 }, () => makeSale(db, { seats: 40 })));
  const command = (performanceId: string) => ({
    body: { performanceId, seatNumbers: [1] },
    idempotencyKey: 'one-key-for-all',
  });
  const [first = command(''), ...others] = sales.map(({ performanceId }) => command(performanceId));
  const accepted = await dataOf(fan.submit('reservation.hold', first));
  expect(await dataOf(fan.submit('reservation.hold', first))).toMatchObject({ id: accepted.id });
  for (const other of others) {
    const { error } = await fan.submit('reservation.hold', other);
    expect(error?.code).toBe('idempotency_key_reused');
  }
  expect(await fan.waitFor(accepted)).toMatchObject({ status: 'succeeded' });
});

it('decides many concerts at once, answers through the API that accepted, and spreads them over the nodes', async () => {
  const sales = await Promise.all(Array.from({ length: 12 }, () => makeSale(db, { seats: 40 })));
  const fans = await Promise.all([signUpFan(api), signUpFan(otherApi)]);
  const ends = await Promise.all(
    sales.flatMap(({ performanceId }) =>
      fans.map((fan, n) => fan.run('reservation.hold', { body: { performanceId, seatNumbers: [n + 1] } })),
    ),
  );
  expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 'succeeded'));
  const jobs = await Promise.all(cluster.nodes.map((node) => node.dbsize()));
  expect(Math.min(...jobs)).toBeGreaterThan(0);
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});
