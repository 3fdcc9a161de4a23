import type { ReservationView } from '@concert-mania/core/holds/reservation-view';
import type { FindJob } from '@concert-mania/core/jobs/find-job';
import type { Job } from '@concert-mania/core/jobs/model';
import { heldAs } from '@concert-mania/core/jobs/testing/sample-outcomes';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../../app.ts';
import { FAN, fakeDeps, NOW } from '../../testing/fake-deps.ts';

const queued: Job<'reservation.hold'> = {
  id: 'job_1',
  type: 'reservation.hold',
  accountId: 'usr_fan',
  status: 'queued',
  createdAt: NOW,
  finishedAt: null,
  outcome: null,
};
const rejected: Job = {
  ...queued,
  status: 'rejected',
  finishedAt: NOW,
  outcome: { status: 'rejected', error: { code: 'seat_unavailable', seatNumbers: [4] } },
};
const succeeded: Job<'reservation.hold'> = {
  ...queued,
  status: 'succeeded',
  finishedAt: NOW,
  outcome: heldAs('res_1'),
};

const TICKET = {
  id: 'tkt_1m8gts5h7agcfmye5gw44v7nf01',
  reservationId: 'res_1m8gts5h7agcfmye5gw44v7nf',
  performanceId: 'prf_1m8gts4zwcx4cpmstsh927y98',
  seatNumber: 14,
  label: 'Floor 1-14',
  grade: 'VIP',
  status: 'valid',
  version: 1,
  issuedAt: NOW.toISOString(),
} as const;

const get = (findJob: FindJob, path = '/v1/jobs/job_1', headers: Record<string, string> = {}) =>
  makeApp(fakeDeps({ findJob })).request(path, { headers: { authorization: `Bearer ${FAN}`, ...headers } });

describe('a job', () => {
  it("shows a refusal as a problem object in its reader's language", async () => {
    const ko = await (await get(async () => rejected)).json();
    const en = await (await get(async () => rejected, undefined, { 'accept-language': 'en' })).json();
    expect(ko).toMatchObject({
      status: 'rejected',
      result: null,
      error: {
        code: 'seat_unavailable',
        status: 409,
        seatNumbers: [4],
        title: expect.stringMatching(/[가-힣]/),
      },
    });
    expect(en).toMatchObject({ error: { title: 'A seat is taken or not for sale' } });
  });

  it('gives the tickets of a sale at the desk with their codes', async () => {
    const held = heldAs('res_1');
    if (held.status !== 'succeeded') throw new Error('no reservation');
    const sold: Job<'box-office.sell'> = {
      ...queued,
      type: 'box-office.sell',
      status: 'succeeded',
      finishedAt: NOW,
      outcome: {
        status: 'succeeded',
        result: { reservation: held.result.reservation, tickets: [TICKET] },
      },
    };
    const { version: _version, ...shown } = TICKET;
    expect(await (await get(async () => sold)).json()).toMatchObject({
      result: { tickets: [{ ...shown, code: expect.stringMatching(/^T1\.[0-9A-Z.]+$/) }] },
    });
  });

  it('shows a result, and that a fault had no effect', async () => {
    const failed: Job = {
      ...queued,
      status: 'failed',
      finishedAt: NOW,
      outcome: { status: 'failed', error: { code: 'job_failed' } },
    };
    expect(await (await get(async () => succeeded)).json()).toMatchObject({
      status: 'succeeded',
      finishedAt: NOW.toISOString(),
      result: { reservation: { id: 'res_1' } },
      error: null,
    });
    expect(await (await get(async () => failed)).json()).toMatchObject({
      status: 'failed',
      error: { code: 'job_failed' },
    });
  });

  it('shows the time left to pay for a reservation in its result', async () => {
    const remaining = async (change: Partial<ReservationView>) => {
      const job: Job = { ...succeeded, outcome: heldAs('res_1', change) };
      return (await get(async () => job)).json();
    };
    const expiresAt = new Date(NOW.getTime() + 90_500).toISOString();
    const held = await remaining({ status: 'held', expiresAt });
    expect(held).toMatchObject({ result: { reservation: { id: 'res_1', remainingSeconds: 91 } } });
    const confirmed = await remaining({ status: 'confirmed', expiresAt });
    expect(confirmed).toMatchObject({ result: { reservation: { remainingSeconds: 0 } } });
  });

  it("is looked up among the caller's own, for the requested time", async () => {
    const asked: unknown[] = [];
    const findJob: FindJob = async ({ signal: _, ...request }) => {
      asked.push(request);
      return null;
    };
    expect((await get(findJob, '/v1/jobs/job_1?wait=30')).status).toBe(404);
    expect((await get(findJob)).status).toBe(404);
    expect(asked).toEqual([
      { jobId: 'job_1', accountId: 'usr_fan', waitMs: 30_000 },
      { jobId: 'job_1', accountId: 'usr_fan', waitMs: 0 },
    ]);
  });

  it.each(['0', '31', '-1', '1.5', 'x'])('refuses to wait for %j seconds', async (wait) => {
    expect((await get(async () => queued, `/v1/jobs/job_1?wait=${wait}`)).status).toBe(400);
  });

  it('is streamed from its current state to its end, and then the stream ends', async () => {
    const states = [queued, { ...queued, status: 'processing' as const }, succeeded];
    const response = await get(async () => states.shift() ?? null, '/v1/jobs/job_1/events');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const [, ...events] = (await response.text()).trim().split('\n\n');
    expect(events.every((event) => event.startsWith('event: job\n'))).toBe(true);
    const statuses = events.map((event) => JSON.parse(event.split('data: ')[1] ?? '').status);
    expect(statuses).toEqual(['queued', 'processing', 'succeeded']);
  });

  it('is streamed with the progress of a cancelled performance, each time that it changes', async () => {
    const refunds: Job<'performance.cancel'> = {
      ...queued,
      type: 'performance.cancel',
      status: 'processing',
      outcome: null,
    };
    const report = {
      total: 2,
      done: 0,
      refundedAmount: 0,
      blocked: 0,
      blockedAmount: 0,
      cancelledBefore: 0,
      atDesk: 0,
      atDeskAmount: 0,
    };
    const outcome = { status: 'succeeded', result: { ...report, done: 2 } } as const;
    const end: Job = { ...refunds, status: 'succeeded', finishedAt: NOW, outcome };
    const states: Job[] = [refunds, refunds, refunds, end];
    const done = [0, 0, 1];
    const shows = {
      find: async () => null,
      findReportOf: async () => ({ ...report, done: done.shift() ?? 2 }),
    };
    const app = makeApp(fakeDeps({ findJob: async () => states.shift() ?? null, shows }));
    const headers = { authorization: `Bearer ${FAN}` };
    const text = await (await app.request('/v1/jobs/job_1/events', { headers })).text();
    const jobs = [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? ''));
    expect(jobs.map(({ progress, result }) => [progress?.done, result?.done])).toEqual([
      [0, undefined],
      [1, undefined],
      [undefined, 2],
    ]);
  });

  it('is not streamed to anyone else', async () => {
    expect((await get(async () => null, '/v1/jobs/job_1/events')).status).toBe(404);
  });
});
