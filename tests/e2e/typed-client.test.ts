import { randomUUID } from 'node:crypto';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { expect, it } from 'vitest';
import { type Job, makeTypedClient } from '../typed-client/client.ts';
import { checkOut, startSystem } from './system.ts';

const { stack, db, api } = await startSystem();
const client = makeTypedClient(api);
const CREDENTIALS = { email: 'typed@fans.example', password: 'a-long-enough-passphrase' };
const FINAL: ReadonlySet<Job['status']> = new Set(['succeeded', 'rejected', 'failed']);

/** Signs up and in; answers the header that the other calls need. */
async function signIn() {
  const signedUp = await client.POST('/v1/auth/signup', { body: { ...CREDENTIALS, name: 'Fan' } });
  expect(signedUp.data?.user.email).toBe(CREDENTIALS.email);
  const session = await client.POST('/v1/auth/login', { body: CREDENTIALS });
  return { authorization: `Bearer ${session.data?.accessToken}` };
}

const key = () => ({ 'Idempotency-Key': randomUUID() });

type JobOf<T extends Job['type']> = Extract<Job, { readonly type: T }>;

/** The final job; its type tells what its result holds. */
async function finish<T extends Job['type']>(
  type: T,
  job: Job | undefined,
  headers: { authorization: string },
): Promise<JobOf<T>> {
  for (let current = job; ; ) {
    if (current === undefined) throw new Error('the command was not accepted');
    if (current.type !== type) throw new Error(`${current.id} is a ${current.type}, not a ${type}`);
    if (FINAL.has(current.status)) return current as JobOf<T>;
    const next = await client.GET('/v1/jobs/{jobId}', {
      headers,
      params: { path: { jobId: current.id }, query: { wait: 10 } },
    });
    current = next.data;
  }
}

it('a client generated from the document makes every command of a fan, from the catalogue to a refund', async () => {
  const sale = await makeSale(db, { waitingRoomEnabled: true, title: '신년콘서트' });
  const headers = await signIn();

  const found = await client.GET('/v1/concerts', { params: { query: { keyword: '콘서트' } } });
  const concertId = found.data?.items[0]?.id ?? '';
  expect(concertId).toBe(sale.concertId);
  const path = { concertId };
  const listed = await client.GET('/v1/concerts/{concertId}/performances', { params: { path } });
  const performanceId = listed.data?.items[0]?.id ?? '';

  const joined = await client.POST('/v1/concerts/{concertId}/queue', { headers, params: { path } });
  const token = joined.data?.token ?? '';
  for (let status = joined.data?.status; status !== 'admitted'; ) {
    const place = await client.GET('/v1/concerts/{concertId}/queue', {
      headers,
      params: { path, query: { wait: 5 }, header: { 'Queue-Token': token } },
    });
    status = place.data?.status;
    if (status === undefined) throw new Error('the place is gone');
  }

  const held = await client.POST('/v1/reservations', {
    headers,
    params: { header: { ...key(), 'Queue-Token': token } },
    body: { performanceId, bestAvailable: { quantity: 2 } },
  });
  expect(held.response.status).toBe(202);
  const reservation = (await finish('reservation.hold', held.data, headers)).result?.reservation;
  if (!reservation) throw new Error('nothing was reserved');
  expect(reservation.seats.map((seat) => seat.price)).toEqual([150_000, 150_000]);

  const { id: reservationId, totalAmount: amount } = reservation;
  const paymentKey = await checkOut(stack.mockPgUrl, { orderId: reservationId, amount });
  const paying = await client.POST('/v1/payments', {
    headers,
    params: { header: key() },
    body: { reservationId, method: 'gateway', paymentKey, amount },
  });
  const paid = await finish('payment.pay', paying.data, headers);
  expect(paid.result?.payment?.status).toBe('completed');

  const cancelling = await client.POST('/v1/reservations/{reservationId}/cancel', {
    headers,
    params: { path: { reservationId }, header: key() },
    body: { reason: 'changed my mind' },
  });
  const cancelled = await finish('reservation.cancel', cancelling.data, headers);
  expect(cancelled.result?.reservation?.status).toBe('cancelled');
  expect((cancelled.result?.refundAmount ?? 0) + (cancelled.result?.feeAmount ?? 0)).toBe(amount);

  const ordered = await client.POST('/v1/wallet/top-up-orders', { headers, body: { amount: 50_000 } });
  const orderId = ordered.data?.orderId ?? '';
  const topping = await client.POST('/v1/wallet/top-ups', {
    headers,
    params: { header: key() },
    body: {
      amount: 50_000,
      orderId,
      paymentKey: await checkOut(stack.mockPgUrl, { orderId, amount: 50_000 }),
    },
  });
  const toppedUp = await finish('wallet.top-up', topping.data, headers);
  expect(toppedUp.result?.balanceAmount).toBe(50_000);

  const refused = await client.POST('/v1/payments', {
    headers: { ...headers, 'accept-language': 'en' },
    params: { header: key() },
    body: { reservationId: 'res_nobodyknows', method: 'wallet' },
  });
  expect(refused.error?.code).toBe('reservation_not_found');
  expect(refused.error?.type).toBe(`${api}/problems/reservation_not_found`);
});
