import type { ApiClient } from '@concert-mania/client/make-client';
import { type Problem, ProblemError } from '@concert-mania/client/problem';
import { expect, test } from 'vitest';
import { holdSeats } from './hold-seats.ts';

type Sent = { readonly type: string; readonly input: Record<string, unknown> };

function answering(answer: () => unknown) {
  const sent: Sent[] = [];
  const run = async (type: string, input: Record<string, unknown>) => {
    sent.push({ type, input });
    return answer();
  };
  return { sent, api: { run } as unknown as ApiClient };
}
const problem = { code: 'seat_unavailable', status: 409, seatNumbers: [2] } as unknown as Problem;
const held = { id: 'job_1', status: 'succeeded', error: null, result: { reservation: { id: 'res_1' } } };
const request = { performanceId: 'prf_1', wish: { seatNumbers: [1, 2] }, queueToken: 'token', key: 'k' };

test('sends the seats with the pass and the given key, and waits for the decision', async () => {
  const { api, sent } = answering(() => held);
  expect(await holdSeats(api, request)).toEqual({ code: 'held', reservation: { id: 'res_1' } });
  expect(sent[0]).toMatchObject({
    type: 'reservation.hold',
    input: {
      body: { performanceId: 'prf_1', seatNumbers: [1, 2] },
      headers: { Prefer: 'wait=5', 'Queue-Token': 'token' },
      idempotencyKey: 'k',
    },
  });
});

test('sends a wish for the best seats, without a pass where there is no waiting room', async () => {
  const { api, sent } = answering(() => held);
  const bestAvailable = { quantity: 2, grade: 'VIP', adjacent: true };
  await holdSeats(api, { ...request, wish: { bestAvailable }, queueToken: null });
  expect(sent[0]?.input.body).toMatchObject({ bestAvailable });
  expect(sent[0]?.input.headers).not.toHaveProperty('Queue-Token');
});

test('answers a refused request and a rejected job with the problem', async () => {
  const refused = answering(() => {
    throw new ProblemError('/v1/reservations', problem);
  });
  expect(await holdSeats(refused.api, request)).toEqual({ code: 'refused', problem });
  const rejected = answering(() => ({ ...held, status: 'rejected', result: null, error: problem }));
  expect(await holdSeats(rejected.api, request)).toEqual({ code: 'refused', problem });
});

test('does not call a lost answer a refusal', async () => {
  const { api } = answering(() => {
    throw new Error('no answer within 10000 ms');
  });
  expect(await holdSeats(api, request)).toEqual({ code: 'no_answer' });
});
