import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resultOf } from '@concert-mania/client/jobs';
import { makeClient } from '@concert-mania/client/make-client';
import { dataOf } from '@concert-mania/client/problem';
import { enterConcert } from '@concert-mania/client/waiting-room';
import { REPOSITORY } from '@concert-mania/local-stack/processes/run-command';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { beforeAll, expect, it } from 'vitest';
import { buySeats } from './buy-seats.ts';
import { checkOut, startSystem } from './system.ts';

const { stack, db, api } = await startSystem();
const CREDENTIALS = { email: 'typed@fans.example', password: 'a-long-enough-passphrase' };
const payByCard = (orderId: string, amount: number) => checkOut(stack.mockPgUrl, { orderId, amount });

beforeAll(async () => {
  await dataOf(
    makeClient({ baseUrl: api }).POST('/v1/auth/signup', { body: { ...CREDENTIALS, name: 'Fan' } }),
  );
});

it('makes every command of a fan, from the catalogue to a refund', async () => {
  const sale = await makeSale(db, { waitingRoomEnabled: true, title: '신년콘서트' });
  const client = makeClient({ baseUrl: api });
  await client.signIn(CREDENTIALS);

  const query = { keyword: '콘서트' };
  const found = await dataOf(client.GET('/v1/concerts', { params: { query } }));
  const concertId = found.items[0]?.id ?? '';
  expect(concertId).toBe(sale.concertId);
  const path = { concertId };
  const listed = await dataOf(client.GET('/v1/concerts/{concertId}/performances', { params: { path } }));
  const performanceId = listed.items[0]?.id ?? '';

  const { token } = await enterConcert(client, concertId);
  const held = await client.run('reservation.hold', {
    headers: { 'Queue-Token': token },
    body: { performanceId, bestAvailable: { quantity: 2 } },
  });
  const { id: reservationId, totalAmount: amount, seats } = resultOf(held).reservation;
  expect(seats.map((seat) => seat.price)).toEqual([150_000, 150_000]);

  const paymentKey = await payByCard(reservationId, amount);
  const payment = { reservationId, method: 'gateway', paymentKey, amount } as const;
  const paid = resultOf(await client.run('payment.pay', { body: payment }));
  expect(paid.payment?.status).toBe('completed');

  const cancelled = resultOf(
    await client.run('reservation.cancel', { path: { reservationId }, body: { reason: 'changed my mind' } }),
  );
  expect(cancelled.reservation?.status).toBe('cancelled');
  expect((cancelled.refundAmount ?? 0) + (cancelled.feeAmount ?? 0)).toBe(amount);

  const order = await dataOf(client.POST('/v1/wallet/top-up-orders', { body: { amount: 50_000 } }));
  const { orderId } = order;
  const topUp = { amount: 50_000, orderId, paymentKey: await payByCard(orderId, 50_000) };
  expect(resultOf(await client.run('wallet.top-up', { body: topUp })).balanceAmount).toBe(50_000);

  const unknown = { reservationId: 'res_nobodyknows', method: 'wallet' } as const;
  await expect(client.run('payment.pay', { body: unknown })).rejects.toMatchObject({
    code: 'reservation_not_found',
    problem: { type: `${api}/problems/reservation_not_found` },
  });
});

it('renews its session, and follows a job and the seats', async () => {
  const { performanceId } = await makeSale(db, { seats: 40 });
  const stale = makeClient({ baseUrl: api });
  const { refreshToken } = await stale.signIn(CREDENTIALS);
  const client = makeClient({ baseUrl: api, tokens: { accessToken: 'expired', refreshToken } });
  const { data: job } = await client.submit('reservation.hold', {
    body: { performanceId, seatNumbers: [3] },
  });
  if (job === undefined) throw new Error('the hold was not accepted');

  const statuses: string[] = [];
  for await (const { data } of client.events('/v1/jobs/{jobId}/events', { path: { jobId: job.id } })) {
    statuses.push(data.status);
    if (data.finishedAt !== null) break;
  }
  expect(statuses.at(-1)).toBe('succeeded');
  const path = { performanceId };
  for await (const seats of client.events('/v1/performances/{performanceId}/seats/events', { path })) {
    if (seats.event !== 'snapshot' || seats.data.availability[2] === 'H') break;
  }
});

it('buys seats with the lines of its README', async () => {
  const source = await readFile(join(import.meta.dirname, 'buy-seats.ts'), 'utf8');
  const readme = await readFile(join(REPOSITORY, 'packages/client/README.md'), 'utf8');
  const [lines = ''] = source.split('\ninterface Purchase');
  expect(readme).toContain(lines.trim());

  const { concertId, performanceId } = await makeSale(db, { waitingRoomEnabled: true });
  const purchase = { baseUrl: api, ...CREDENTIALS, concertId, performanceId, payByCard };
  expect(await buySeats(purchase)).toMatchObject({ reservation: { status: 'confirmed' } });
});
