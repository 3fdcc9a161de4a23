import { createHash } from 'node:crypto';
import { commandCatalogue } from '@concert-mania/core/command-catalogue';
import type { Acceptance, CommandQueue, Submission } from '@concert-mania/core/jobs/ports';
import type { CommandEnvelope } from '@concert-mania/core/shared/outcome';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Keys } from '../keys.ts';
import { delivery, route } from './delivery.ts';
import { openQueue } from './open-queue.ts';

export const IDEMPOTENCY_SECONDS = 24 * 60 * 60;
/** How long a finished job can still be seen in its queue; its outcome stays in PostgreSQL. */
export const FINISHED_JOB_SECONDS = 60 * 60;
export const FINISHED_JOBS_PER_QUEUE = 20_000;

/** Puts commands into their queues with BullMQ. The connection is shared with the caller, who closes it. */
export function makeProducer(redis: Redis, keys: Keys): CommandQueue & { close(): Promise<void> } {
  const queues = new Map<string, Queue>();
  const queueNamed = (name: string): Queue => {
    const known = queues.get(name);
    if (known) return known;
    const queue = openQueue(name, redis, keys);
    queues.set(name, queue);
    return queue;
  };

  return {
    accept: async (submission): Promise<Acceptance> => {
      const target = route(submission.name, orderingKeyOf(submission));
      const identity = identityOf(submission);
      const jobId = `job_${target.code}${identity}`;
      const claim = `${submission.fingerprint} ${jobId}`;
      const earlier = await redis.set(
        keys.idempotency(identity),
        claim,
        'EX',
        IDEMPOTENCY_SECONDS,
        'NX',
        'GET',
      );
      if (earlier !== null && earlier !== claim) return { kind: 'key_reused' };
      // Added again even on a replay: the first attempt may have died between the claim and this line, and a job
      // that exists is left as it is.
      const envelope: CommandEnvelope = {
        accountId: submission.accountId,
        fingerprint: submission.fingerprint,
        acceptedAt: submission.acceptedAt.toISOString(),
        requestId: submission.requestId,
        payload: submission.payload,
      };
      const row = delivery[submission.name];
      await queueNamed(target.queue).add(submission.name, envelope, {
        jobId,
        attempts: row.attempts,
        ...(row.backoffMs > 0 && { backoff: { type: 'capped' } }),
        removeOnComplete: { age: FINISHED_JOB_SECONDS, count: FINISHED_JOBS_PER_QUEUE },
      });
      return { kind: earlier === null ? 'accepted' : 'replayed', jobId };
    },
    knowsKey: async (submission) => (await redis.exists(keys.idempotency(identityOf(submission)))) === 1,
    close: async () => {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

function orderingKeyOf(submission: Submission): string {
  const definition = commandCatalogue[submission.name];
  // The payload was validated against this very definition by the route that submits it.
  return (definition.orderingKey as (payload: unknown) => string)(submission.payload);
}

const BASE32 = '0123456789abcdefghjkmnpqrstvwxyz';
const IDENTITY_CHARS = 26;

/** 130 bits of SHA-256 over account, route and key: the part of a job's id that makes a retry the same job. */
function identityOf(submission: Submission): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([submission.accountId, submission.route, submission.idempotencyKey]))
    .digest();
  let identity = '';
  for (const byte of digest.subarray(0, IDENTITY_CHARS)) identity += BASE32.charAt(byte & 31);
  return identity;
}
