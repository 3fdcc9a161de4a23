import type { Submission } from '@concert-mania/core/jobs/ports';
import { makeJobSecrets } from '@concert-mania/redis/bullmq/job-secrets';
import { makeProducer } from '@concert-mania/redis/bullmq/producer';
import { openQueue } from '@concert-mania/redis/bullmq/queues/open-queue';
import { openPromptRedis, type RedisClient } from '@concert-mania/redis/connection/connection';
import { makeKeys } from '@concert-mania/redis/keys';
import { cpuMicros, type MicroBench, type Row } from './row.ts';

type Accept = (submission: Submission<'reservation.hold'>) => Promise<unknown>;
interface Accepted {
  readonly perSecond: number;
  readonly callerMicros: number;
  readonly redisMicros: number;
}

/** Accepts commands by the product's script, and by a claim and BullMQ's `Queue.add`, in turns. */
export async function measureAccept({ redisUrl, settings, log }: MicroBench): Promise<readonly Row[]> {
  const redis = openPromptRedis({ url: redisUrl, name: 'bench', onError: (error) => log(error.message) });
  const [byScript, inTwoSteps]: [Accepted[], Accepted[]] = [[], []];
  try {
    // The first of each is not counted: nothing is compiled yet.
    for (let repetition = 0; repetition <= settings.repetitions; repetition += 1) {
      const two = await measure(redis, settings, acceptInTwoSteps(redis, `two${repetition}`));
      const one = await measure(redis, settings, acceptByScript(redis, `one${repetition}`));
      if (repetition === 0) continue;
      inTwoSteps.push(two);
      byScript.push(one);
    }
  } finally {
    redis.disconnect();
  }
  return [
    ...rowsOf('accept by one script', byScript),
    ...rowsOf('accept by a claim, then Queue.add', inTwoSteps),
  ];
}

const rowsOf = (what: string, runs: readonly Accepted[]): readonly Row[] => [
  { what, unit: 'commands/s', values: runs.map((run) => run.perSecond) },
  { what: `${what}: caller`, unit: 'µs CPU', values: runs.map((run) => run.callerMicros) },
  { what: `${what}: Redis`, unit: 'µs CPU', values: runs.map((run) => run.redisMicros) },
];

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

async function measure(
  redis: RedisClient,
  { commands, callers }: MicroBench['settings'],
  accept: Accept,
): Promise<Accepted> {
  const redisBefore = await redisCpuMicros(redis);
  const before = cpuMicros();
  const startedMs = performance.now();
  let next = 0;
  const call = async () => {
    while (next < commands) await accept(submissionNumber(next++));
  };
  await Promise.all(Array.from({ length: callers }, call));
  const seconds = (performance.now() - startedMs) / 1_000;
  return {
    perSecond: commands / seconds,
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
