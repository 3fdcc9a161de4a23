import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type FindJobPorts, makeFindJob } from '@concert-mania/core/jobs/find-job';
import type { Job } from '@concert-mania/core/jobs/model';
import { heldAs } from '@concert-mania/core/jobs/testing/sample-outcomes';
import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { expect, test, vi } from 'vitest';
import { makeKeys } from '../keys.ts';
import { answersMessage, MAX_REMEMBERED, makeJobAnswers } from './job-answers.ts';

const CLIENTS = 10_000;
/** Outcomes published in one message, as for a batch of commands. */
const BATCH = 256;
/** Far longer than the test: an answer must arrive by a message. */
const WAIT_MS = 600_000;
const MEBIBYTE = 2 ** 20;
const FEW_MEBIBYTES = 8;

const server = testRedis();
const keys = makeKeys(server.prefix);
const publisher = openRedisForTest(server);

type HoldJob = Job<'reservation.hold'>;
const newJob = (n: number): HoldJob => ({
  id: `job_${n}`,
  type: 'reservation.hold',
  accountId: `usr_${n}`,
  status: 'queued',
  createdAt: new Date(0),
  finishedAt: null,
  outcome: null,
});
const finished = (job: HoldJob): HoldJob => ({ ...job, status: 'succeeded', outcome: heldAs(job.id) });

/** A process with waiting clients. Its queue reports the jobs in `final` and counts its callers. */
async function replica() {
  const subscriber = openRedisForTest(server);
  const answers = makeJobAnswers(subscriber, keys);
  await listensTo(answers.origin);
  const final = new Set<string>();
  let looks = 0;
  const ports: FindJobPorts = {
    queue: {
      ageOf: async () => 0,
      findJob: async (jobId) => {
        looks += 1;
        const job = newJob(Number(jobId.slice('job_'.length)));
        return final.has(jobId) ? finished(job) : job;
      },
    },
    outcomes: { findOutcome: async () => null },
    answers,
  };
  // Looks by the clock would depend on the speed of the machine.
  const find = makeFindJob(ports, WAIT_MS);
  return { subscriber, answers, final, find, looks: () => looks };
}

const listensTo = (origin: string) =>
  vi.waitFor(async () => expect(await receivers([keys.answerChannel(origin)])).toBe(1));

/** The number of subscriptions to these channels. */
async function receivers(channels: readonly string[]): Promise<number> {
  const counts = await publisher.pubsub('NUMSUB', ...channels);
  return counts.reduce<number>((sum, each, at) => (at % 2 === 1 ? sum + Number(each) : sum), 0);
}

const jobsUpTo = (count: number) => Array.from({ length: count }, (_, n) => newJob(n));
const waitFor = (find: ReturnType<typeof makeFindJob>, jobs: readonly Job[], signal: AbortSignal) =>
  jobs.map((job) => find({ jobId: job.id, accountId: job.accountId, waitMs: WAIT_MS, signal }));

async function tell(origin: string, jobs: readonly Job[]) {
  for (let at = 0; at < jobs.length; at += BATCH) {
    const batch = jobs.slice(at, at + BATCH);
    await publisher.publish(
      keys.answerChannel(origin),
      answersMessage(batch.map((job) => [job.id, 1, JSON.stringify(heldAs(job.id))])),
    );
  }
}

const pendingTimers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
function heapMebibytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / MEBIBYTE;
}

test('answers 10,000 waiting clients with their own jobs without a queue lookup, and keeps nothing', async () => {
  const { answers, find, looks, subscriber } = await replica();
  const leaving = new AbortController();
  const onMessage = subscriber.listenerCount('message');
  const round = async () => {
    const jobs = jobsUpTo(CLIENTS);
    for (const job of jobs) answers.expect(job);
    const waiting = waitFor(find, jobs, leaving.signal);
    await tell(answers.origin, jobs);
    const notified = await Promise.all(waiting);
    expect(notified.map((job) => job?.outcome)).toEqual(jobs.map((job) => finished(job).outcome));
    expect(jobs.filter((job) => answers.accepted(job.id) !== null)).toEqual([]);
  };
  await round();
  const [timers, before] = [pendingTimers(), heapMebibytes()];
  for (let again = 0; again < 3; again += 1) await round();

  expect(heapMebibytes() - before).toBeLessThan(FEW_MEBIBYTES);
  // The runner has a timer now and then.
  expect(pendingTimers() - timers).toBeLessThan(CLIENTS / 100);
  expect(getEventListeners(leaving.signal, 'abort')).toEqual([]);
  expect(subscriber.listenerCount('message')).toBe(onMessage);
  expect(looks()).toBe(0);
});

test("a process receives no outcomes of other processes' commands, except those it is asked about", async () => {
  const [accepting, asked, idle] = [await replica(), await replica(), await replica()];
  const heard = (one: { readonly subscriber: { on(event: string, listener: () => void): unknown } }) => {
    let messages = 0;
    one.subscriber.on('message', () => {
      messages += 1;
    });
    return () => messages;
  };
  const [byAccepting, byAsked, byIdle] = [heard(accepting), heard(asked), heard(idle)];
  const jobs = jobsUpTo(1_000);
  const [wanted] = jobs;
  if (wanted === undefined) throw new Error('no job was accepted');
  for (const job of jobs) accepting.answers.expect(job);
  const [waiting] = waitFor(asked.find, [wanted], new AbortController().signal);
  await vi.waitFor(async () => expect(await receivers([keys.jobChannel(wanted.id)])).toBe(1));

  asked.final.add(wanted.id);
  for (const job of jobs) await publisher.publish(keys.jobChannel(job.id), '');
  await tell(accepting.answers.origin, jobs);
  expect((await waiting)?.outcome).toEqual(finished(wanted).outcome);
  await vi.waitFor(() => expect(byAccepting()).toBe(Math.ceil(jobs.length / BATCH)));
  // Sent over the same connections, so all earlier messages have arrived.
  for (const { answers } of [asked, idle]) await publisher.publish(keys.answerChannel(answers.origin), '[]');
  await vi.waitFor(() => expect([byAsked(), byIdle()]).toEqual([2, 1]));
});

test('answers 10,000 clients who wait for jobs of other processes, and unsubscribes from each job', async () => {
  const { find, final, subscriber } = await replica();
  const jobs = jobsUpTo(CLIENTS);
  const channels = jobs.map((job) => keys.jobChannel(job.id));
  const leaving = new AbortController();
  const onMessage = subscriber.listenerCount('message');
  const timers = pendingTimers();
  const waiting = waitFor(find, jobs, leaving.signal);
  await vi.waitFor(async () => expect(await receivers(channels)).toBe(CLIENTS), 30_000);
  for (const job of jobs) final.add(job.id);
  const pipeline = publisher.pipeline();
  for (const channel of channels) pipeline.publish(channel, '');
  await pipeline.exec();

  const notified = await Promise.all(waiting);
  expect(notified.map((job) => job?.outcome)).toEqual(jobs.map((job) => finished(job).outcome));
  await vi.waitFor(async () => expect(await receivers(channels)).toBe(0), 30_000);
  // The runner has a timer now and then.
  expect(pendingTimers() - timers).toBeLessThan(CLIENTS / 100);
  expect(getEventListeners(leaving.signal, 'abort')).toEqual([]);
  expect(subscriber.listenerCount('message')).toBe(onMessage);
});

test('remembers a limited number of jobs, and drops jobs without waiting clients first', async () => {
  const { answers, find, looks } = await replica();
  const jobs = jobsUpTo(2 * MAX_REMEMBERED);
  const [first] = jobs;
  if (first === undefined) throw new Error('no job was accepted');
  answers.expect(first);
  const waiting = waitFor(find, [first], new AbortController().signal);
  for (const job of jobs) answers.expect(job);

  const remembered = () => jobs.filter((job) => answers.accepted(job.id) !== null);
  expect(remembered()).toEqual([first, ...jobs.slice(1 - MAX_REMEMBERED)]);
  await tell(answers.origin, [first]);
  expect((await Promise.all(waiting)).map((job) => job?.outcome)).toEqual([finished(first).outcome]);
  expect(looks()).toBe(0);

  const before = heapMebibytes();
  for (let n = 0; n < 5 * MAX_REMEMBERED; n += 1) answers.expect(newJob(jobs.length + n));
  expect(remembered()).toEqual([]);
  expect(heapMebibytes() - before).toBeLessThan(FEW_MEBIBYTES);
});

test('answers no client early while more clients wait than jobs are remembered', async () => {
  const { answers, find, final } = await replica();
  const jobs = jobsUpTo(MAX_REMEMBERED + 10);
  const leaving = new AbortController();
  const waiting = jobs.map((job) => {
    answers.expect(job);
    const [answer] = waitFor(find, [job], leaving.signal);
    return answer;
  });
  expect(jobs.filter((job) => answers.accepted(job.id) !== null)).toHaveLength(MAX_REMEMBERED);
  const channels = jobs.slice(MAX_REMEMBERED).map((job) => keys.jobChannel(job.id));
  await vi.waitFor(async () => expect(await receivers(channels)).toBe(channels.length), 30_000);

  for (const job of jobs) final.add(job.id);
  await tell(answers.origin, jobs);
  for (const channel of channels) await publisher.publish(channel, '');
  const notified = await Promise.all(waiting);
  expect(notified.map((job) => job?.outcome)).toEqual(jobs.map((job) => finished(job).outcome));
});

test('skips an answer in an unknown form of another version, and reads the next', async () => {
  const { answers } = await replica();
  const [odd, known] = [newJob(800_001), newJob(800_002)];
  for (const job of [odd, known]) answers.expect(job);
  const heard = vi.fn();
  answers.listen(odd.id, heard);
  const notified = new Promise<Job | null>((resolve) => answers.listen(known.id, resolve));
  const channel = keys.answerChannel(answers.origin);
  await publisher.publish(channel, '{"v":2,"answers":[]}');
  await publisher.publish(channel, 'no JSON');
  await publisher.publish(channel, JSON.stringify([[odd.id, 0, { status: 'postponed' }], [odd.id], null, 5]));
  const outcome = { ...heldAs(known.id), more: 'than is known here' };
  await publisher.publish(channel, JSON.stringify([[known.id, 0, outcome, 'a fourth member']]));
  expect(await notified).toMatchObject({ id: known.id, status: 'succeeded', outcome });
  expect(heard).not.toHaveBeenCalled();
});
