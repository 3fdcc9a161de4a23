import { describe, expect, it } from 'vitest';
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
const done: Job = { ...queued, status: 'succeeded', outcome: { status: 'succeeded', result: {} } };

/** A queue that answers with each of these in turn, then with the last for ever. */
function find(
  answers: readonly (Job | null)[],
  given: { outcome?: Job; subscribe?: JobAnswers['subscribe'] } = {},
) {
  const left = [...answers];
  const last = answers.at(-1) ?? null;
  return makeFindJob({
    queue: { findJob: async () => (left.length > 0 ? (left.shift() ?? null) : last) },
    outcomes: { findOutcome: async () => given.outcome ?? null },
    answers: { subscribe: given.subscribe ?? (async () => () => undefined) },
  });
}
const mine = { jobId: 'job_1', accountId: 'usr_1', waitMs: 0 };
const LONG_MS = 600_000;

describe('finding a job', () => {
  it("shows one's own, from the queue or, when that has forgotten it, from the outcomes", async () => {
    expect(await find([queued])(mine)).toEqual(queued);
    expect(await find([null], { outcome: done })(mine)).toEqual(done);
    expect(await find([null])(mine)).toBeNull();
  });

  it("shows nothing of somebody else's, wherever it is found", async () => {
    const theirs = { ...mine, accountId: 'usr_2' };
    expect(await find([done])(theirs)).toBeNull();
    expect(await find([null], { outcome: done })(theirs)).toBeNull();
  });

  it('waits until the job is final and then stops listening', async () => {
    let stopped = 0;
    const subscribe: JobAnswers['subscribe'] = async (_, onFinal) => {
      queueMicrotask(onFinal);
      return () => {
        stopped += 1;
      };
    };
    expect(await find([queued, queued, done], { subscribe })({ ...mine, waitMs: LONG_MS })).toEqual(done);
    expect(stopped).toBe(1);
  });

  it('notices a job that became final just before it began to listen', async () => {
    expect(await find([queued, done])({ ...mine, waitMs: LONG_MS })).toEqual(done);
  });

  it('answers with the job as it is when the wait is over, also when the subscription never comes about', async () => {
    const subscribe = () => new Promise<never>(() => undefined);
    expect(await find([queued], { subscribe })({ ...mine, waitMs: 1 })).toEqual(queued);
  });

  it('stops waiting when the client leaves, or had left already', async () => {
    const leaving = new AbortController();
    const waiting = find([queued])({ ...mine, waitMs: LONG_MS, signal: leaving.signal });
    leaving.abort();
    expect(await waiting).toEqual(queued);
    expect(await find([queued])({ ...mine, waitMs: LONG_MS, signal: AbortSignal.abort() })).toEqual(queued);
  });

  it('does not wait on when listening fails', async () => {
    const subscribe = () => Promise.reject(new Error('away'));
    expect(await find([queued], { subscribe })({ ...mine, waitMs: LONG_MS })).toEqual(queued);
  });
});
