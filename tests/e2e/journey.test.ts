import { randomUUID } from 'node:crypto';
import { resultOf } from '@concert-mania/client/jobs';
import { dataOf } from '@concert-mania/client/problem';
import { enterConcert } from '@concert-mania/client/waiting-room';
import { flushEverything } from '@concert-mania/local-stack/redis/redis-admin';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { signUpFan, signUpStaff } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import { describe, expect, it, vi } from 'vitest';
import { holdSeats, payByCard, startSystem, subjectsTo, topUp } from './system.ts';

const { stack, db, api } = await startSystem();

const seatStatus = async (performanceId: string, seatNumber: number) =>
  (await send(api, 'GET', `/v1/performances/${performanceId}/seats/${seatNumber}`)).body.status;

describe('one concert, end to end', () => {
  it('takes a fan from the waiting room to a confirmed seat and a mail', async () => {
    const sale = await makeSale(db, { waitingRoomEnabled: true, seats: 40 });
    const fan = await signUpFan(api);
    const { token } = await enterConcert(fan, sale.concertId);

    const hold = await fan.run('reservation.hold', {
      body: { performanceId: sale.performanceId, seatNumbers: [3, 4] },
      headers: { 'Queue-Token': token },
    });
    expect(hold).toMatchObject({ status: 'succeeded', error: null, type: 'reservation.hold' });
    const held = resultOf(hold).reservation;
    expect(held).toMatchObject({ status: 'held', totalAmount: 300_000, currency: 'KRW' });
    await vi.waitFor(async () => expect(await seatStatus(sale.performanceId, 3)).toBe('held'));

    const paid = await payByCard(fan, stack.mockPgUrl, held);
    expect(paid).toMatchObject({
      status: 'succeeded',
      result: { payment: { status: 'completed', amount: 300_000 }, reservation: { status: 'confirmed' } },
    });

    const params = { path: { reservationId: held.id } };
    const seen = await dataOf(fan.GET('/v1/reservations/{reservationId}', { params }));
    expect(seen).toMatchObject({ id: held.id, status: 'confirmed' });
    expect(seen.timeline.map((entry) => entry.type)).toEqual([
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
    const { token } = await enterConcert(first, sale.concertId);
    const params = { path: { concertId: sale.concertId } };
    await second.POST('/v1/concerts/{concertId}/queue', { params });
    const held = await holdSeats(first, sale.performanceId, [1], token);
    await payByCard(first, stack.mockPgUrl, held);
    await enterConcert(second, sale.concertId);
    await expect(holdSeats(first, sale.performanceId, [2], token)).rejects.toMatchObject({
      problem: { status: 403, code: 'admission_required' },
    });
  });

  it('lets each ticket in once, says where it was first, and merges scans without a network', async () => {
    const { performanceId } = await makeSale(db, { seats: 40, startsAt: new Date() });
    const [fan, steward] = [await signUpFan(api), await signUpStaff(api, db, 'steward')];
    const held = await holdSeats(fan, performanceId, [11, 12]);
    await payByCard(fan, stack.mockPgUrl, held);
    const params = { path: { reservationId: held.id } };
    const { items } = await dataOf(fan.GET('/v1/reservations/{reservationId}/tickets', { params }));
    const codes = items.map(({ code }) => code);
    const scan = async (gate: string, code = codes[0] ?? '') =>
      resultOf(
        await steward.run('ticket.check-in', { body: { performanceId, gate, code, scanId: randomUUID() } }),
      );
    expect(await scan('A')).toMatchObject({ result: 'admitted', ticket: { seatNumber: 11 } });
    expect(await scan('B')).toMatchObject({ result: 'already_used', first: { gate: 'A' } });
    expect(await scan('B', 'no ticket')).toMatchObject({ result: 'unknown', ticket: null });
    const at = new Date(Date.now() - 60_000).toISOString();
    const offline = codes.map((code) => ({ code, scanId: randomUUID(), at }));
    const merged = resultOf(
      await steward.run('ticket.check-in-batch', { body: { performanceId, gate: 'C', items: offline } }),
    );
    expect(merged.results).toMatchObject([
      { result: 'admitted', overtaken: { gate: 'A' } },
      { result: 'admitted', overtaken: null },
    ]);
    const gate = { params: { path: { performanceId } } };
    await vi.waitFor(async () =>
      expect(await dataOf(steward.GET('/v1/gate/performances/{performanceId}/counts', gate))).toMatchObject({
        issued: 2,
        admitted: 2,
        overtaken: 1,
        byGate: [{ gate: 'C', admitted: 2 }],
      }),
    );
    const snapshot = await dataOf(steward.GET('/v1/gate/performances/{performanceId}/snapshot', gate));
    expect(snapshot.tickets.map(([, , status]) => status)).toEqual(['used', 'used']);
    expect((await dataOf(steward.GET('/v1/gate/performances', {}))).items).toContainEqual(
      expect.objectContaining({ id: performanceId }),
    );
  });

  it('gives the seats of an unpaid hold back after its deadline, never before, and charges the budget', async () => {
    const sale = await makeSale(db, { seats: 40, holdSeconds: 2, holdBudgetSeatSeconds: 2 });
    const fan = await signUpFan(api);
    const held = await holdSeats(fan, sale.performanceId, [7]);
    await vi.waitFor(
      async () => {
        const params = { path: { reservationId: held.id } };
        const seen = await dataOf(fan.GET('/v1/reservations/{reservationId}', { params }));
        expect(seen.status).toBe('expired');
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
    const late = await fan.run('payment.pay', { body: { reservationId: held.id, method: 'wallet' } });
    expect(late).toMatchObject({ status: 'rejected', error: { code: 'hold_expired' } });
    const wish = { performanceId: sale.performanceId, seatNumbers: [7] };
    const again = await fan.run('reservation.hold', { body: wish });
    expect(again).toMatchObject({
      status: 'rejected',
      error: { code: 'hold_budget_used_up', retryAt: expect.stringMatching(/Z$/) },
    });
  });

  it('releases the seats of a declined payment at once', async () => {
    const sale = await makeSale(db, { seats: 40 });
    const [fan, other] = [await signUpFan(api), await signUpFan(api)];
    const wish = { performanceId: sale.performanceId, seatNumbers: [9] };
    const held = resultOf(await fan.run('reservation.hold', { body: wish })).reservation;
    const paid = await payByCard(fan, stack.mockPgUrl, held, 'decline');
    expect(paid).toMatchObject({ status: 'rejected', error: { code: 'payment_declined' } });
    expect((await other.run('reservation.hold', { body: wish })).status).toBe('succeeded');
  });

  it('settles a capture whose answer was lost, without a second charge', async () => {
    const sale = await makeSale(db, { seats: 40 });
    const fan = await signUpFan(api);
    const held = await holdSeats(fan, sale.performanceId, [11]);
    const paid = await payByCard(fan, stack.mockPgUrl, held, 'drop_after_commit');
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

    const held = await holdSeats(fan, sale.performanceId, [13]);
    const paid = await fan.run('payment.pay', { body: { reservationId: held.id, method: 'wallet' } });
    expect(paid).toMatchObject({ status: 'succeeded', result: { reservation: { status: 'confirmed' } } });
    expect((await fan.GET('/v1/wallet')).data).toMatchObject({ balanceAmount: 50_000 });

    const next = await holdSeats(fan, sale.performanceId, [14]);
    const refused = await fan.run('payment.pay', { body: { reservationId: next.id, method: 'wallet' } });
    expect(refused).toMatchObject({ status: 'rejected', error: { code: 'insufficient_balance' } });
  });

  it('releases a hold early and lets the fan hold again', async () => {
    const sale = await makeSale(db, { seats: 40, maxSeatsPerUser: 1 });
    const fan = await signUpFan(api);
    const wish = { performanceId: sale.performanceId, seatNumbers: [15] };
    const held = resultOf(await fan.run('reservation.hold', { body: wish })).reservation;
    const released = await fan.run('reservation.cancel', {
      path: { reservationId: held.id },
      body: { reason: 'changed my mind' },
    });
    expect(released).toMatchObject({
      status: 'succeeded',
      result: { reservation: { status: 'released' }, refundAmount: 0, feeAmount: 0 },
    });
    expect((await fan.run('reservation.hold', { body: wish })).status).toBe('succeeded');
  });
});

describe('commands over HTTP', () => {
  it('answers a retry with the same job, and does the work once', async () => {
    const sale = await makeSale(db, { seats: 40 });
    const fan = await signUpFan(api);
    const command = {
      body: { performanceId: sale.performanceId, seatNumbers: [17] },
      idempotencyKey: `"${randomUUID()}"`,
    };
    const job = await fan.run('reservation.hold', command);
    const again = await fan.submit('reservation.hold', command);
    expect(again.response.status).toBe(202);
    expect(again.response.headers.get('idempotent-replayed')).toBe('true');
    expect(again.data?.id).toBe(job.id);
    const otherBody = { ...command.body, seatNumbers: [18] };
    const other = await fan.submit('reservation.hold', { ...command, body: otherBody });
    expect(other.error).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    const list = await dataOf(fan.GET('/v1/reservations'));
    expect(list.items).toHaveLength(1);
  });

  it('keeps results when Redis has forgotten everything, and does a repeated command only once', async () => {
    const sale = await makeSale(db, { seats: 40 });
    const fan = await signUpFan(api);
    const command = {
      body: { performanceId: sale.performanceId, seatNumbers: [19] },
      idempotencyKey: randomUUID(),
    };
    const job = await fan.run('reservation.hold', command);
    await flushEverything(stack.redisUrl);
    const params = { path: { jobId: job.id } };
    expect(await dataOf(fan.GET('/v1/jobs/{jobId}', { params }))).toEqual(job);
    const repeated = await fan.run('reservation.hold', command);
    expect(repeated).toMatchObject({ id: job.id, result: job.result });
    expect((await dataOf(fan.GET('/v1/reservations'))).items).toHaveLength(1);
  });

  it('shows a job, a reservation and a payment only to their owner', async () => {
    const sale = await makeSale(db, { seats: 40 });
    const [fan, stranger] = [await signUpFan(api), await signUpFan(api)];
    const body = { performanceId: sale.performanceId, seatNumbers: [21] };
    const job = await fan.run('reservation.hold', { body });
    const held = resultOf(job).reservation;
    for (const path of [`/v1/jobs/${job.id}`, `/v1/reservations/${held.id}`]) {
      expect((await fan.request('GET', path)).status).toBe(200);
      expect((await stranger.request('GET', path)).status).toBe(404);
    }
    const payment = { reservationId: held.id, method: 'wallet' } as const;
    const theft = await stranger.submit('payment.pay', { body: payment });
    expect(theft.response.status).toBe(404);
  });
});
