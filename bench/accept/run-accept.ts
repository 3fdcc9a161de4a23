import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Submission } from '@concert-mania/core/jobs/ports';
import { findOrStartServices } from '@concert-mania/local-stack/services';
import { makeJobSecrets } from '@concert-mania/redis/bullmq/job-secrets';
import { makeProducer } from '@concert-mania/redis/bullmq/producer';
import { openQueue } from '@concert-mania/redis/bullmq/queues/open-queue';
import { openPromptRedis, type RedisClient } from '@concert-mania/redis/connection/connection';
import { makeKeys } from '@concert-mania/redis/keys';
import { describeMachine, type Machine } from '../lib/machine.ts';
import { watchOthers } from '../lib/quiet.ts';

/** How much a run measures. */
export interface AcceptBenchSettings {
  readonly repetitions: number;
  readonly commands: number;
  /** Callers that each wait for their command before they submit the next. */
  readonly callers: number;
}
export const FULL: AcceptBenchSettings = { repetitions: 5, commands: 20_000, callers: 64 };
export const QUICK: AcceptBenchSettings = { ...FULL, repetitions: 2 };

export interface AcceptRun {
  readonly perSecond: number;
  readonly callerMicroseconds: number;
  readonly redisMicroseconds: number;
}

export interface AcceptResults {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly settings: AcceptBenchSettings;
  readonly oneScript: readonly AcceptRun[];
  readonly twoSteps: readonly AcceptRun[];
  readonly coresElsewhere: number;
}

type Accept = (submission: Submission) => Promise<unknown>;

/** Accepts the same commands by the product's script and by a claim followed by BullMQ's own `Queue.add`, in turns. */
export async function runAccept(options: {
  readonly settings: AcceptBenchSettings;
  readonly log: (line: string) => void;
}): Promise<AcceptResults> {
  const { settings, log } = options;
  const startedAt = new Date().toISOString();
  const local = resolve(import.meta.dirname, '../../.local');
  await mkdir(local, { recursive: true });
  const dataDir = await mkdtemp(join(local, 'bench-accept-'));
  const services = await findOrStartServices({ dataDir, log });
  const redis = openPromptRedis({
    url: services.redisUrl,
    name: 'bench',
    onError: (error) => log(error.message),
  });
  try {
    const machine = await describeMachine({ ...services, folder: dataDir });
    const oneScript: AcceptRun[] = [];
    const twoSteps: AcceptRun[] = [];
    const others = watchOthers();
    // The first of each is not counted: nothing is compiled yet.
    for (let repetition = 0; repetition <= settings.repetitions; repetition += 1) {
      log(`repetition ${repetition} of ${settings.repetitions}`);
      const separate = await measure(redis, settings, acceptInTwoSteps(redis, `two${repetition}`));
      const together = await measure(redis, settings, acceptByScript(redis, `one${repetition}`));
      if (repetition === 0) continue;
      twoSteps.push(separate);
      oneScript.push(together);
    }
    return { startedAt, machine, settings, oneScript, twoSteps, coresElsewhere: others() };
  } finally {
    redis.disconnect();
    await services.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function acceptByScript(redis: RedisClient, prefix: string): Accept {
  const producer = makeProducer(
    redis,
    makeKeys(prefix),
    makeJobSecrets(['a secret of the bench, at least 32 long']),
  );
  return (submission) => producer.accept(submission);
}

function acceptInTwoSteps(redis: RedisClient, prefix: string): Accept {
  const keys = makeKeys(prefix);
  const queue = openQueue('holds-0', redis, keys);
  return async (submission) => {
    const jobId = `job_${submission.idempotencyKey}`;
    await redis.set(keys.idempotency(jobId), submission.fingerprint, 'EX', 86_400, 'NX', 'GET');
    await queue.add(submission.name, submission, { jobId, attempts: 1 });
  };
}

async function measure(
  redis: RedisClient,
  settings: AcceptBenchSettings,
  accept: Accept,
): Promise<AcceptRun> {
  const redisBefore = await redisCpuSeconds(redis);
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  let next = 0;
  const call = async () => {
    while (next < settings.commands) await accept(submissionNumber(next++));
  };
  await Promise.all(Array.from({ length: settings.callers }, call));
  const seconds = (performance.now() - startedMs) / 1_000;
  const cpu = process.cpuUsage(cpuBefore);
  const redisSeconds = (await redisCpuSeconds(redis)) - redisBefore;
  return {
    perSecond: settings.commands / seconds,
    callerMicroseconds: (cpu.user + cpu.system) / settings.commands,
    redisMicroseconds: (redisSeconds * 1_000_000) / settings.commands,
  };
}

const submissionNumber = (n: number): Submission => ({
  name: 'reservation.hold',
  accountId: `usr_${n}`,
  route: 'POST /v1/reservations',
  idempotencyKey: `key-${n}`,
  fingerprint: 'f'.repeat(64),
  requestId: `request-${n}`,
  acceptedAt: new Date(),
  payload: { concertId: 'con_1', performanceId: 'prf_1', queueToken: null, request: { seatNumbers: [n] } },
});

async function redisCpuSeconds(redis: RedisClient): Promise<number> {
  const info = await redis.info('cpu');
  const read = (field: string) => Number(new RegExp(`^${field}:(\\S+)`, 'm').exec(info)?.[1] ?? 0);
  return read('used_cpu_user') + read('used_cpu_sys');
}
