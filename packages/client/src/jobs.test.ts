import { expect, it } from 'vitest';
import { resultOf } from './jobs.ts';
import { type FakeAnswer, fakeApi, problem } from './testing/fake-api.ts';

const job = (status: string, more: object = {}) => ({
  ...{ id: 'job_1', type: 'payment.pay', status, result: null, error: null },
  ...more,
});
const body = { reservationId: 'res_1', method: 'wallet' } as const;
const succeeded = job('succeeded', { result: { payment: { status: 'completed' } } });
const declined = (problem(402, 'payment_declined') as readonly unknown[])[1];

it('sends a command and waits until its job is final', async () => {
  const answers: FakeAnswer[] = [
    [202, job('queued')],
    [200, job('processing')],
    [200, succeeded],
  ];
  const { client, asked } = fakeApi(answers);
  const paid = await client.run('payment.pay', { body });
  expect(resultOf(paid).payment?.status).toBe('completed');
  expect(asked()).toEqual(['POST /v1/payments', 'GET /v1/jobs/job_1?wait=10', 'GET /v1/jobs/job_1?wait=10']);
});

it('puts ids into the path of a command, and headers and the key of the caller on it', async () => {
  const { client, requests, asked } = fakeApi([[202, succeeded]]);
  await client.submit('reservation.cancel', {
    path: { reservationId: 'res_1' },
    headers: { Prefer: 'wait=5' },
    idempotencyKey: 'mine',
    body: {},
  });
  expect(asked()).toEqual(['POST /v1/reservations/res_1/cancel']);
  expect(requests[0]?.headers.get('idempotency-key')).toBe('mine');
  expect(requests[0]?.headers.get('prefer')).toBe('wait=5');
});

it('pauses before it asks again when the API did not wait: by Retry-After, or a second', async () => {
  const { client, pauses } = fakeApi([
    [202, job('queued'), { 'retry-after': '1' }],
    [200, job('queued'), { 'retry-after': '3' }],
    [200, job('queued')],
    [200, succeeded],
  ]);
  await client.run('payment.pay', { body });
  expect(pauses).toEqual([3_000, 1_000]);
});

it('returns a rejected job, and throws its problem when the result is wanted', async () => {
  const { client } = fakeApi([
    [202, job('queued')],
    [200, job('rejected', { error: declined })],
  ]);
  const refused = await client.run('payment.pay', { body });
  expect(refused).toMatchObject({ status: 'rejected', error: { code: 'payment_declined' } });
  expect(() => resultOf(refused)).toThrow('job_1: 402 payment_declined: because of payment_declined');
});

it('throws the problem of a command that is not accepted', async () => {
  const { client, requests } = fakeApi([problem(422, 'amount_mismatch')]);
  await expect(client.run('payment.pay', { body })).rejects.toMatchObject({ code: 'amount_mismatch' });
  expect(requests).toHaveLength(1);
});

it('sends the command again with its key when the API has lost the job', async () => {
  const { client, requests, asked } = fakeApi([
    [202, job('queued')],
    problem(404, 'job_not_found'),
    [202, job('queued')],
    [200, succeeded],
  ]);
  expect(await client.run('payment.pay', { body })).toMatchObject({ status: 'succeeded' });
  expect(asked().filter((line) => line.startsWith('POST'))).toHaveLength(2);
  const [first, , second] = requests.map(({ headers }) => headers.get('idempotency-key'));
  expect(second).toBe(first);
});

it('sends no command again when repetitions are off', async () => {
  const lost: FakeAnswer[] = [[202, job('queued')], problem(404, 'job_not_found')];
  const { client, asked } = fakeApi(lost, { mostTries: 1 });
  await expect(client.run('payment.pay', { body })).rejects.toMatchObject({ code: 'job_not_found' });
  expect(asked().filter((line) => line.startsWith('POST'))).toHaveLength(1);
});

it('stops waiting for a job at its deadline, and when the caller aborts', async () => {
  const { client } = fakeApi([[200, job('queued')]]);
  const pending = job('queued') as never;
  await expect(client.waitFor(pending, { timeoutMs: 1 })).rejects.toThrow(
    'job_1 was still queued after 1 ms',
  );
  const signal = AbortSignal.abort(new Error('left'));
  await expect(client.waitFor(pending, { signal })).rejects.toThrow('left');
});
