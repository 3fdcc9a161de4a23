import { expect, test, vi } from 'vitest';
import { makeApp } from '../app.ts';
import { FAN, fakeDeps, fakeQueue, QUEUE_TOKEN } from '../testing/fake-deps.ts';
import { makeLogRequest } from './log-request.ts';

const HEADERS = {
  authorization: `Bearer ${FAN}`,
  'content-type': 'application/json',
  'idempotency-key': 'key-1',
  'queue-token': QUEUE_TOKEN,
  'x-request-id': 'order-42',
};

function start(pollsPerLine = 1) {
  const info = vi.fn();
  const app = makeApp(
    fakeDeps({
      commands: fakeQueue().queue,
      passes: { isActive: async () => true },
      logRequest: makeLogRequest({ info }, pollsPerLine),
    }),
  );
  const lines = () => info.mock.calls.map(([fields]) => fields);
  return { app, lines };
}

test('logs a command with its ids, its account and its job', async () => {
  const { app, lines } = start();
  const body = JSON.stringify({ performanceId: 'prf_1', seatNumbers: [1] });
  await app.request('/v1/reservations', { method: 'POST', headers: HEADERS, body });
  expect(lines()).toEqual([
    {
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      clientRequestId: 'order-42',
      route: '/v1/reservations',
      method: 'POST',
      status: 202,
      durationMs: expect.any(Number),
      accountId: 'usr_fan',
      jobId: expect.stringMatching(/^job_/),
    },
  ]);
});

test('logs a refusal with its code', async () => {
  const { app, lines } = start();
  await app.request('/v1/reservations', { method: 'POST', headers: HEADERS, body: '{' });
  expect(lines()).toMatchObject([{ status: 400, code: 'malformed_json' }]);
});

test('logs one in many polls, and each that fails', async () => {
  const { app, lines } = start(10);
  for (let n = 0; n < 30; n += 1) await app.request('/livez');
  expect(lines()).toHaveLength(3);
  await app.request('/v1/jobs/job_1', { headers: HEADERS });
  expect(lines().at(-1)).toMatchObject({ route: '/v1/jobs/:jobId', status: 404, code: 'job_not_found' });
});

test('logs each slow poll, but not those that were asked to wait', () => {
  const info = vi.fn();
  const logRequest = makeLogRequest({ info }, 1_000_000);
  const slow = { route: '/v1/jobs/:jobId', method: 'GET', status: 200, durationMs: 1_500 };
  type Given = Parameters<typeof logRequest>[0];
  const contextWith = (variables: object) =>
    ({ get: (name: string) => Object.entries(variables).find(([key]) => key === name)?.[1] }) as Given;
  logRequest(contextWith({ requestId: 'r', waitsFor: 'answer' }), slow);
  expect(info).not.toHaveBeenCalled();
  logRequest(contextWith({ requestId: 'r' }), slow);
  expect(info).toHaveBeenCalledOnce();
});
