import { randomUUID } from 'node:crypto';
import { flushEverything } from '@concert-mania/local-stack/redis/redis-admin';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { send, signUpFan } from '@concert-mania/testkit/system/api-client';
import { describe, expect, it, vi } from 'vitest';
import { checkOut, enter, startSystem, subjectsTo, topUp } from './system.ts';

const { stack, db, api } = await startSystem();

type Reservation = { id: string; status: string; totalAmount: number; expiresAt: string };
const reservationIn = (result: Readonly<Record<string, unknown>> | null) =>
  result?.reservation as Reservation;

const seatStatus = async (performanceId: string, seatNumber: number) =>
  (await send(api, 'GET', `/v1/performances/${performanceId}/seats/${seatNumber}`)).body.status;

describe('one concert, end to end', () => {
  it('takes a fan from the waiting room to a confirmed seat and a mail', async () => {
    const sale = await makeSale(db, { waitingRoomEnabled: true, seats: 40 });
    const fan = await signUpFan(api);
    const token = await enter(fan, sale.concertId);

    const hold = await fan.run(
      '/v1/reservations',
      { performanceId: sale.performanceId, seatNumbers: [3, 4] },
      { 'queue-token': token },
    );
    expect(hold).toMatchObject({ status: 'succeeded', error: null, type: 'reservation.hold' });
    const held = reservationIn(hold.result);
    expect(held).toMatchObject({ status: 'held', totalAmount: 300_000, currency: 'KRW' });
    await vi.waitFor(async () => expect(await seatStatus(sale.performanceId, 3)).toBe('held'));

    const paymentKey = await checkOut(stack.mockPgUrl, { orderId: held.id, amount: held.totalAmount });
    const paid = await fan.run('/v1/payments', {
      reservationId: held.id,
      method: 'gateway',
      paymentKey,
      amount: held.totalAmount,
    });
    expect(paid).toMatchObject({
      status: 'succeeded',
      result: { payment: { status: 'completed', amount: 300_000 }, reservation: { status: 'confirmed' } },
    });

    const seen = await fan.request('GET', `/v1/reservations/${held.id}`);
    expect(seen.body).toMatchObject({ id: held.id, status: 'confirmed' });
    expect((seen.body.timeline as { type: string }[]).map((entry) => entry.type)).toEqual([
      'reservation.held',
      'reservation.payment_started',
      'reservation.confirmed',
    ]);
    await vi.waitFor(async () => expect(await seatStatus(sale.performanceId, 3)).toBe('sold'));

    const ledger = await send(stack.mockPgUrl, 'GET', '/mock/ledger');
    expect(ledger.body.items).toContainEqual(
      expect.objectContaining({ type: 'capture', orderId: held.id, amount: 300_000 }),
    );
    await vi.waitFor(
      async () =>
        expect(await subjectsTo(stack.mailUrl, fan.email)).toContainEqual(
          expect.stringContaining('예매가 완료되었습니다'),
        ),
      { timeout: 20_000, interval: 200 },
    );
  });

  it('gives the pass of a fan who has paid to the next one waiting', async () => {
    const sale = await makeSale(db, { waitingRoomEnabled: true, seats: 40, maxActive: 1 });
    const [first, second] = [await signUpFan(api), await signUpFan(api)];
    const token = await enter(first, sale.concertId);
    await second.request('POST', `/v1/concerts/${sale.concertId}/queue`);
    const hold = await first.run(
      '/v1/reservations',
      { performanceId: sale.performanceId, seatNumbers: [1] },
      { 'queue-token': token },
    );
    const held = reservationIn(hold.result);
    const paymentKey = await checkOut(stack.mockPgUrl, { orderId: held.id, amount: held.totalAmount });
    await first.run('/v1/payments', {
      reservationId: held.id,
      method: 'gateway',
      paymentKey,
      amount: held.totalAmount,
    });
    await enter(second, sale.concertId);
    const again = await first.submit(
      '/v1/reservations',
      { performanceId: sale.performanceId, seatNumbers: [2] },
      { 'queue-token': token },
    );
    expect(again.status).toBe(403);
    expect(again.body.code).toBe('admission_required');
  });

  it('gives the seats of an unpaid hold back after its deadline, never before, and charges the budget', async () => {
    const sale = await makeSale(db, { seats: 40, holdSeconds: 2, holdBudgetSeatSeconds: 2 });
    const fan = await signUpFan(api);
    const hold = await fan.run('/v1/reservations', { performanceId: sale.performanceId, seatNumbers: [7] });
    const held = reservationIn(hold.result);
    await vi.waitFor(
      async () => {
        const seen = await fan.request('GET', `/v1/reservations/${held.id}`);
        expect(seen.body.status).toBe('expired');
      },
      { timeout: 20_000, interval: 100 },
    );
    const [expiry] = await db.query<{ early: boolean }>(
      `select e.occurred_at < r.expires_at as early from domain_events e join reservations r on r.id = e.stream
       where r.id = $1 and e.type = 'reservation.expired'`,
      [held.id],
    );
    expect(expiry?.early).toBe(false);
    await vi.waitFor(async () => expect(await seatStatus(sale.performanceId, 7)).toBe('available'));
    const late = await fan.run('/v1/payments', { reservationId: held.id, method: 'wallet' });
    expect(late).toMatchObject({ status: 'rejected', error: { code: 'hold_expired' } });
    const again = await fan.run('/v1/reservations', { performanceId: sale.performanceId, seatNumbers: [7] });
    expect(again).toMatchObject({
      status: 'rejected',
      error: { code: 'hold_budget_used_up', retryAt: expect.stringMatching(/Z$/) },
    });
  });

  it('releases the seats of a declined payment at once', async () => {
    const sale = await makeSale(db, { seats: 40 });
    const [fan, other] = [await signUpFan(api), await signUpFan(api)];
    const wish = { performanceId: sale.performanceId, seatNumbers: [9] };
    const held = reservationIn((await fan.run('/v1/reservations', wish)).result);
    const paymentKey = await checkOut(stack.mockPgUrl, {
      orderId: held.id,
      amount: held.totalAmount,
      scenario: 'decline',
    });
    const paid = await fan.run('/v1/payments', {
      reservationId: held.id,
      method: 'gateway',
      paymentKey,
      amount: held.totalAmount,
    });
    expect(paid).toMatchObject({ status: 'rejected', error: { code: 'payment_declined' } });
    expect((await other.run('/v1/reservations', wish)).status).toBe('succeeded');
  });

  it('settles a capture whose answer was lost, without a second charge', async () => {
    const sale = await makeSale(db, { seats: 40 });
    const fan = await signUpFan(api);
    const held = reservationIn(
      (await fan.run('/v1/reservations', { performanceId: sale.performanceId, seatNumbers: [11] })).result,
    );
    const paymentKey = await checkOut(stack.mockPgUrl, {
      orderId: held.id,
      amount: held.totalAmount,
      scenario: 'drop_after_commit',
    });
    const paid = await fan.run('/v1/payments', {
      reservationId: held.id,
      method: 'gateway',
      paymentKey,
      amount: held.totalAmount,
    });
    expect(paid).toMatchObject({ status: 'succeeded', result: { reservation: { status: 'confirmed' } } });
    const ledger = await send(stack.mockPgUrl, 'GET', '/mock/ledger');
    const captures = (ledger.body.items as { orderId: string }[]).filter((item) => item.orderId === held.id);
    expect(captures).toHaveLength(1);
  });

  it('tops up a wallet once and pays from it', async () => {
    const sale = await makeSale(db, { seats: 40 });
    const fan = await signUpFan(api);
    expect(await topUp(fan, stack.mockPgUrl, 200_000)).toMatchObject({
      status: 'succeeded',
      result: { balanceAmount: 200_000 },
    });

    const held = reservationIn(
      (await fan.run('/v1/reservations', { performanceId: sale.performanceId, seatNumbers: [13] })).result,
    );
    const paid = await fan.run('/v1/payments', { reservationId: held.id, method: 'wallet' });
    expect(paid).toMatchObject({ status: 'succeeded', result: { reservation: { status: 'confirmed' } } });
    expect((await fan.request('GET', '/v1/wallet')).body).toMatchObject({ balanceAmount: 50_000 });

    const next = reservationIn(
      (await fan.run('/v1/reservations', { performanceId: sale.performanceId, seatNumbers: [14] })).result,
    );
    const refused = await fan.run('/v1/payments', { reservationId: next.id, method: 'wallet' });
    expect(refused).toMatchObject({ status: 'rejected', error: { code: 'insufficient_balance' } });
  });

  it('releases a hold early and lets the fan hold again', async () => {
    const sale = await makeSale(db, { seats: 40, maxSeatsPerUser: 1 });
    const fan = await signUpFan(api);
    const wish = { performanceId: sale.performanceId, seatNumbers: [15] };
    const held = reservationIn((await fan.run('/v1/reservations', wish)).result);
    const released = await fan.run(`/v1/reservations/${held.id}/cancel`, { reason: 'changed my mind' });
    expect(released).toMatchObject({
      status: 'succeeded',
      result: { reservation: { status: 'released' }, refundAmount: 0, feeAmount: 0 },
    });
    expect((await fan.run('/v1/reservations', wish)).status).toBe('succeeded');
  });
});

describe('commands over HTTP', () => {
  it('answers a retry with the same job, and does the work once', async () => {
    const sale = await makeSale(db, { seats: 40 });
    const fan = await signUpFan(api);
    const key = { 'idempotency-key': `"${randomUUID()}"` };
    const wish = { performanceId: sale.performanceId, seatNumbers: [17] };
    const first = await fan.submit('/v1/reservations', wish, key);
    const job = await fan.job(String(first.body.id));
    const again = await fan.submit('/v1/reservations', wish, key);
    expect(again.status).toBe(202);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body.id).toBe(job.id);
    const other = await fan.submit('/v1/reservations', { ...wish, seatNumbers: [18] }, key);
    expect(other.status).toBe(422);
    expect(other.body.code).toBe('idempotency_key_reused');
    const list = await fan.request('GET', '/v1/reservations');
    expect(list.body.items).toHaveLength(1);
  });

  it('keeps results when Redis has forgotten everything, and does a repeated command only once', async () => {
    const sale = await makeSale(db, { seats: 40 });
    const fan = await signUpFan(api);
    const key = { 'idempotency-key': randomUUID() };
    const wish = { performanceId: sale.performanceId, seatNumbers: [19] };
    const first = await fan.submit('/v1/reservations', wish, key);
    const job = await fan.job(String(first.body.id));
    await flushEverything(stack.redisUrl);
    expect(await fan.job(job.id)).toEqual(job);
    const repeated = await fan.submit('/v1/reservations', wish, key);
    expect(await fan.job(String(repeated.body.id))).toMatchObject({ id: job.id, result: job.result });
    expect((await fan.request('GET', '/v1/reservations')).body.items).toHaveLength(1);
  });

  it('shows a job, a reservation and a payment to nobody but their owner', async () => {
    const sale = await makeSale(db, { seats: 40 });
    const [fan, stranger] = [await signUpFan(api), await signUpFan(api)];
    const hold = await fan.run('/v1/reservations', { performanceId: sale.performanceId, seatNumbers: [21] });
    const held = reservationIn(hold.result);
    for (const path of [`/v1/jobs/${hold.id}`, `/v1/reservations/${held.id}`]) {
      expect((await fan.request('GET', path)).status).toBe(200);
      expect((await stranger.request('GET', path)).status).toBe(404);
    }
    const theft = await stranger.submit('/v1/payments', { reservationId: held.id, method: 'wallet' });
    expect(theft.status).toBe(404);
  });
});
