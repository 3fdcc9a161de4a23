import { describe, expect, it, vi } from 'vitest';
import { makeFindJob } from './find-job.ts';
import type { Job } from './model.ts';
import type { JobAnswers } from './ports.ts';

const queued: Job = {
  id: 'job_1',
  type: 'reservation.hold',
  accountId: 'usr_1',
  status: 'queued',
  createdAt: new Date(0),
  finishedAt: null,
  outcome: null,
};
const done: Job = {
  ...queued,
  status: 'rejected',
  outcome: { status: 'rejected', error: { code: 'sale_closed' } },
};

/** A queue that answers with each of these in turn, then always with the last. */
function find(
  answers: readonly (Job | null)[],
  given: { outcome?: Job; accepted?: Job; nowMs?: number; listen?: JobAnswers['listen'] } = {},
) {
  const left = [...answers];
  const last = answers.at(-1) ?? null;
  return makeFindJob({
    queue: {
      findJob: async () => (left.length > 0 ? (left.shift() ?? null) : last),
      ageOf: async ({ createdAt }) => (given.nowMs ?? 0) - createdAt.getTime(),
    },
    outcomes: { findOutcome: async () => given.outcome ?? null },
    answers: {
      accepted: () => given.accepted ?? null,
      listen: given.listen ?? (() => ({ since: Promise.resolve(), stop: () => undefined })),
    },
  });
}
const mine = { jobId: 'job_1', accountId: 'usr_1', waitMs: 0 };
const LONG_MS = 600_000;

describe('finding a job', () => {
  it("shows the account's own job, from the queue or else from the outcomes", async () => {
    expect(await find([queued])(mine)).toEqual(queued);
    expect(await find([null], { outcome: done })(mine)).toEqual(done);
    expect(await find([null])(mine)).toBeNull();
  });

  it('queries neither queue nor database for a malformed id', async () => {
    for (const jobId of ['anything', 'job_', 'job_UPPER', 'res_1', `job_${'x'.repeat(61)}`, 'job_1 or 2']) {
      expect(await find([done], { outcome: done })({ ...mine, jobId })).toBeNull();
    }
  });

  it('shows the recorded outcome of a job that its queue gave up or has had active for long', async () => {
    const failed: Job = {
      ...queued,
      status: 'failed',
      outcome: { status: 'failed', error: { code: 'job_failed' } },
    };
    const processing: Job = { ...queued, status: 'processing' };
    expect(await find([failed], { outcome: done })(mine)).toEqual(done);
    expect(await find([failed])(mine)).toEqual(failed);
    expect(await find([processing], { outcome: done, nowMs: 30_001 })(mine)).toEqual(done);
    expect(await find([processing], { nowMs: 30_001 })(mine)).toEqual(processing);
    expect(await find([processing], { outcome: done, nowMs: 30_000 })(mine)).toEqual(processing);
    expect(await find([queued], { outcome: done, nowMs: LONG_MS })(mine)).toEqual(queued);
  });

  it("hides another account's job, wherever it is found", async () => {
    const theirs = { ...mine, accountId: 'usr_2' };
    expect(await find([done])(theirs)).toBeNull();
    expect(await find([null], { outcome: done })(theirs)).toBeNull();
  });

  it('waits for the final job and then stops listening', async () => {
    let stopped = 0;
    const listen: JobAnswers['listen'] = (_, onFinal) => {
      queueMicrotask(() => onFinal(done));
      return { since: null, stop: () => void stopped++ };
    };
    expect(await find([queued], { listen })({ ...mine, waitMs: LONG_MS })).toEqual(done);
    expect(stopped).toBe(1);
  });

  it('does not query the queue about a job that this process accepted', async () => {
    const listen: JobAnswers['listen'] = (_, onFinal) => {
      queueMicrotask(() => onFinal(done));
      return { since: null, stop: () => undefined };
    };
    const findJob = () => Promise.reject(new Error('asked'));
    const ask = makeFindJob({
      queue: { findJob, ageOf: async () => 0 },
      outcomes: { findOutcome: findJob },
      answers: { accepted: () => queued, listen },
    });
    expect(await ask({ ...mine, waitMs: LONG_MS })).toEqual(done);
    expect(await find([null], { accepted: done })({ ...mine, waitMs: LONG_MS })).toEqual(done);
    expect(
      await find([null], { accepted: done })({ ...mine, accountId: 'usr_2', waitMs: LONG_MS }),
    ).toBeNull();
  });

  it('reads the job when notified without an outcome', async () => {
    const listen: JobAnswers['listen'] = (_, onFinal) => {
      queueMicrotask(() => onFinal(null));
      return { since: new Promise(() => undefined), stop: () => undefined };
    };
    expect(await find([queued, done], { listen })({ ...mine, waitMs: LONG_MS })).toEqual(done);
  });

  it('finds a job that became final just before it began to listen', async () => {
    expect(await find([queued, done])({ ...mine, waitMs: LONG_MS })).toEqual(done);
  });

  it('polls again, so that a lost answer delays but loses no result', async () => {
    vi.useFakeTimers();
    try {
      const waiting = find([queued, done], { listen: () => ({ since: null, stop: () => undefined }) })({
        ...mine,
        waitMs: LONG_MS,
      });
      await vi.advanceTimersByTimeAsync(5_000);
      expect(await waiting).toEqual(done);
    } finally {
      vi.useRealTimers();
    }
  });

  it('returns the current job when the wait is over, even if the subscription never starts', async () => {
    const listen = () => ({ since: new Promise<never>(() => undefined), stop: () => undefined });
    expect(await find([queued], { listen })({ ...mine, waitMs: 1 })).toEqual(queued);
  });

  it('stops waiting when the client disconnects, or if it already has', async () => {
    const leaving = new AbortController();
    const waiting = find([queued])({ ...mine, waitMs: LONG_MS, signal: leaving.signal });
    leaving.abort();
    expect(await waiting).toEqual(queued);
    expect(await find([queued])({ ...mine, waitMs: LONG_MS, signal: AbortSignal.abort() })).toEqual(queued);
  });

  it('stops waiting when the subscription fails', async () => {
    const listen = () => ({ since: Promise.reject(new Error('away')), stop: () => undefined });
    expect(await find([queued], { listen })({ ...mine, waitMs: LONG_MS })).toEqual(queued);
  });
});
