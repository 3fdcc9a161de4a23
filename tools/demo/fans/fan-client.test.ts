import { makeClient } from '@concert-mania/client/make-client';
import { expect, test } from 'vitest';
import { makeFanClient } from './fan-client.ts';

/** A fan at an API that gives these answers in turn, the last one again and again. */
function fanAt(...answers: readonly (readonly [status: number, body: object])[]) {
  const asked: string[] = [];
  const accepted: string[] = [];
  const client = makeClient({
    baseUrl: 'http://api.test',
    fetch: async ({ method, url }) => {
      const [status, body] = answers[Math.min(asked.length, answers.length - 1)] ?? [500, {}];
      asked.push(`${method} ${url.slice('http://api.test'.length)}`);
      return Object.defineProperty(Response.json(body, { status }), 'url', { value: url });
    },
    pause: async () => undefined,
  });
  const fan = makeFanClient({
    client,
    concertId: 'con_1',
    performanceId: 'prf_1',
    checkOut: async () => 'key',
    nowMs: () => performance.now(),
    onAccepted: (id) => accepted.push(id),
  });
  return { fan, asked, accepted };
}
const job = (status: string, more: object = {}) => ({
  ...{ id: 'job_h0a', status, result: null, error: null },
  ...more,
});

test('a fan waits for a job until it is final, and hears why it was rejected', async () => {
  const { fan, asked, accepted } = fanAt(
    [202, job('queued')],
    [200, job('processing')],
    [200, job('rejected', { error: { code: 'seat_unavailable' } })],
  );
  const end = await fan.hold('queue-token', { seatNumbers: [1] });
  expect(end).toMatchObject({ status: 'rejected', code: 'seat_unavailable', jobId: 'job_h0a' });
  expect(end.reservation).toBeNull();
  expect(accepted).toEqual(['job_h0a']);
  expect(asked).toEqual([
    'POST /v1/reservations',
    'GET /v1/jobs/job_h0a?wait=10',
    'GET /v1/jobs/job_h0a?wait=10',
  ]);
});

test('a command that is not accepted is a refusal, and an answer outside the contract a fault', async () => {
  const refused = await fanAt([403, { code: 'admission_required' }]).fan.hold('t', { seatNumbers: [1] });
  expect(refused).toMatchObject({ status: 'refused', code: 'admission_required', jobId: null });
  const broken = fanAt([500, { code: 'internal_error', status: 500 }]).fan;
  await expect(broken.hold('t', { seatNumbers: [1] })).rejects.toThrow('internal_error');
  await expect(broken.join()).rejects.toThrow('/v1/concerts/con_1/queue: 500 internal_error');
});

test('a place that the API does not know is no place, and needs no leaving', async () => {
  const { fan } = fanAt([404, { code: 'queue_token_not_found' }]);
  expect(await fan.findPlace('t')).toBeNull();
  await fan.leave('t');
});

test('a fan who joins a sold-out concert gets no place', async () => {
  const { fan } = fanAt([409, { code: 'sold_out' }]);
  expect(await fan.join()).toBeNull();
});
