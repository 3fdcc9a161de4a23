import { randomUUID } from 'node:crypto';
import { resultOf } from '@concert-mania/client/jobs';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { addHandMadeJob, jobCounts } from '@concert-mania/testkit/data/queue-probe';
import { signUpFan } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import { describe, expect, it, vi } from 'vitest';
import { startSystem } from './system.ts';

const { stack, db, api } = await startSystem();
const OVERSIZED_BYTES = 65 * 1024;

describe('bad input', () => {
  it('gets its code from the API and never reaches a worker', async () => {
    const sale = await makeSale(db, { seats: 40 });
    const fan = await signUpFan(api);
    const before = await jobCounts(stack.redisUrl);
    const body = { performanceId: sale.performanceId, seatNumbers: [1] };
    const key = { 'idempotency-key': randomUUID() };
    const post = (options: Parameters<typeof send>[3], path = '/v1/reservations') =>
      send(api, 'POST', path, { token: fan.token, headers: key, ...options });

    const cases: readonly (readonly [number, string, ReturnType<typeof post>])[] = [
      [400, 'malformed_json', post({ rawBody: '{"performanceId":' })],
      [400, 'validation_failed', post({ body: { ...body, seatNumbers: 'one' } })],
      [400, 'validation_failed', post({ body: { ...body, seatNumbers: [1, 1] } })],
      [400, 'validation_failed', post({ body: { ...body, seatNumbers: [] } })],
      [400, 'validation_failed', post({ body: { ...body, extra: true } })],
      [400, 'idempotency_key_required', post({ body, headers: {} })],
      [413, 'body_too_large', post({ rawBody: JSON.stringify({ pad: 'x'.repeat(OVERSIZED_BYTES) }) })],
      [
        415,
        'unsupported_media_type',
        post({ rawBody: 'a=b', headers: { ...key, 'content-type': 'text/plain' } }),
      ],
      [404, 'performance_not_found', post({ body: { ...body, performanceId: 'prf_nobodyknows' } })],
      [401, 'unauthenticated', send(api, 'POST', '/v1/reservations', { body, headers: key })],
      [404, 'reservation_not_found', post({ body: {} }, '/v1/reservations/res_nobodyknows/cancel')],
      [
        404,
        'reservation_not_found',
        post({ body: { reservationId: 'res_nobodyknows', method: 'wallet' } }, '/v1/payments'),
      ],
    ];
    for (const [status, code, answer] of cases) {
      const { headers, body: problem, status: got } = await answer;
      expect({ got, code: problem.code }).toEqual({ got: status, code });
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(problem).toMatchObject({ status, title: expect.any(String), requestId: expect.any(String) });
    }
    expect(await jobCounts(stack.redisUrl)).toEqual(before);
  });

  it('put into a queue by hand fails once, visibly, and does not block the queue', async () => {
    const sale = await makeSale(db, { seats: 40 });
    const fan = await signUpFan(api);
    const seats = { performanceId: sale.performanceId, seatNumbers: [1] };
    const first = await fan.run('reservation.hold', { body: seats });
    const bad = await addHandMadeJob(stack.redisUrl, first.id, { nonsense: true });
    const badPayment = await addHandMadeJob(stack.redisUrl, `job_pa${'0'.repeat(26)}`, { nonsense: true });

    expect((await fan.run('reservation.hold', { body: { ...seats, seatNumbers: [2] } })).status).toBe(
      'succeeded',
    );
    const payment = { reservationId: resultOf(first).reservation.id, method: 'wallet' } as const;
    const paid = await fan.run('payment.pay', { body: payment });
    expect(paid.error?.code).toBe('insufficient_balance');
    for (const job of [bad, badPayment]) {
      await vi.waitFor(
        async () => expect(await job.state()).toMatchObject({ state: 'failed', attempts: 1 }),
        {
          timeout: 20_000,
        },
      );
    }
  });
});
