import type { Submission } from '@concert-mania/core/jobs/ports';
import { makeJobSecrets } from '@concert-mania/redis/bullmq/job-secrets';
import { makeProducer } from '@concert-mania/redis/bullmq/producer';
import { openQueue } from '@concert-mania/redis/bullmq/queues/open-queue';
import { openPromptRedis, type RedisClient } from '@concert-mania/redis/connection/connection';
import { makeKeys } from '@concert-mania/redis/keys';
import { cpuMicros } from '../measuring/process-cpu.ts';
import { type MicroBench, type Row, repeat } from './row.ts';

type Accept = (submission: Submission<'reservation.hold'>) => Promise<unknown>;

/** Accepts commands by the product's script, and by a claim and BullMQ's `Queue.add`, in turns. */
export async function measureAccept({ stack, settings, log }: MicroBench): Promise<readonly Row[]> {
  const redis = openPromptRedis({
    url: stack.redisUrl,
    name: 'bench',
    onError: (error) => log(error.message),
  });
  const runs = await repeat(
    settings.repetitions,
    async (n) => ({
      two: await measure(redis, settings, acceptInTwoSteps(redis, `two${n}`)),
      one: await measure(redis, settings, acceptByScript(redis, `one${n}`)),
    }),
    1,
  );
  redis.disconnect();
  const rows = (what: string, values: readonly Awaited<ReturnType<typeof measure>>[]): readonly Row[] => [
    { what, unit: 'commands/s', values: values.map((run) => run.perSecond) },
    { what: `${what}: caller`, unit: 'µs CPU', values: values.map((run) => run.callerMicros) },
    { what: `${what}: Redis`, unit: 'µs CPU', values: values.map((run) => run.redisMicros) },
  ];
  return [
    ...rows(
      'accept by one script',
      runs.map(({ one }) => one),
    ),
    ...rows(
      'accept by a claim, then Queue.add',
      runs.map(({ two }) => two),
    ),
  ];
}

function acceptByScript(redis: RedisClient, prefix: string): Accept {
  const secrets = makeJobSecrets(['a secret of the bench, at least 32 long']);
  const producer = makeProducer(redis, makeKeys(prefix), secrets);
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

async function measure(redis: RedisClient, { commands, callers }: MicroBench['settings'], accept: Accept) {
  const redisBefore = await redisCpuMicros(redis);
  const before = cpuMicros();
  const startedMs = performance.now();
  let next = 0;
  const call = async () => {
    while (next < commands) await accept(submissionNumber(next++));
  };
  await Promise.all(Array.from({ length: callers }, call));
  return {
    perSecond: commands / ((performance.now() - startedMs) / 1_000),
    callerMicros: (cpuMicros() - before) / commands,
    redisMicros: ((await redisCpuMicros(redis)) - redisBefore) / commands,
  };
}

const submissionNumber = (n: number): Submission<'reservation.hold'> => ({
  name: 'reservation.hold',
  accountId: `usr_${n}`,
  route: 'POST /v1/reservations',
  idempotencyKey: `key-${n}`,
  fingerprint: 'f'.repeat(64),
  requestId: `request-${n}`,
  acceptedAt: new Date(),
  payload: { concertId: 'con_1', performanceId: 'prf_1', queueToken: null, request: { seatNumbers: [n] } },
});

async function redisCpuMicros(redis: RedisClient): Promise<number> {
  const info = await redis.info('cpu');
  const read = (field: string) => Number(new RegExp(`^${field}:(\\S+)`, 'm').exec(info)?.[1] ?? 0);
  return (read('used_cpu_user') + read('used_cpu_sys')) * 1e6;
}
