import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  type CommandName,
  type CommandPayload,
  commandCatalogue,
} from '@concert-mania/core/jobs/command-catalogue';
import type { Acceptance, CommandQueue, Submission } from '@concert-mania/core/jobs/ports';
import { queuedJob } from '@concert-mania/core/jobs/queued-job';
import type { CommandEnvelope } from '@concert-mania/core/shared/command-envelope';
import type { JobId } from '@concert-mania/core/shared/ids';
import { batchByTurn } from '@concert-mania/runtime/async/batch-calls';
import { inSpan, type Span } from '@concert-mania/runtime/tracing/in-span';
import { activeTraceparent } from '@concert-mania/runtime/tracing/trace-context';
import type { ChainableCommander } from 'ioredis';
import type { RedisClient } from '../connection/connection.ts';
import type { Keys } from '../keys.ts';
import { type Delivery, delivery, route } from './delivery.ts';
import type { OwnAnswers } from './job-answers.ts';
import { jobAttributes } from './job-attributes.ts';
import { type JobSecrets, sealMembers } from './job-secrets.ts';
import { makeReplicatedWrite, type Replication } from './replication.ts';

export const IDEMPOTENCY_SECONDS = 24 * 60 * 60;
/** How long a finished job can still be seen in its queue; its outcome stays in PostgreSQL. */
export const FINISHED_JOB_SECONDS = 60 * 60;
export const FINISHED_JOBS_PER_QUEUE = 20_000;
/** How long a failed job stays in its queue for inspection and manual retry. */
export const FAILED_JOB_SECONDS = 7 * 24 * 60 * 60;

/** One call blocks Redis for less than a millisecond. */
const COMMANDS_PER_CALL = 32;

/** Used instead of the script's answer: too few replicas have the command. */
const UNCONFIRMED = -3;

const ACCEPT = readFileSync(new URL('./lua/accept-commands.lua', import.meta.url), 'utf8');

type ScriptArguments = readonly [keyCount: number, ...keysAndArguments: (string | number)[]];
type Scripts = RedisClient & { acceptCommands(...args: ScriptArguments): Promise<number[]> };
interface PipelinedScripts {
  acceptCommands(...args: ScriptArguments): ChainableCommander;
}

/** The script's arguments for a queue. */
interface Target {
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
}

/** The script's arguments for a command. */
interface Acceptable {
  readonly target: Target;
  readonly claim: string;
  readonly args: readonly (string | number)[];
}

/**
 * Enqueues all commands of one tick in one round trip, encrypting secrets. Answers `busy` when the
 * queue is full. The caller closes the connection.
 */
export function makeProducer(
  redis: RedisClient,
  keys: Keys,
  secrets: JobSecrets,
  answers?: Pick<OwnAnswers, 'origin' | 'expect' | 'forget'>,
  replication?: Replication,
): CommandQueue {
  redis.defineCommand('acceptCommands', { lua: ACCEPT });
  const runScript = scriptRunner(redis, replication);
  const targets = new Map<string, Target>();
  const acceptTogether = batchByTurn<Acceptable, number>((_, commands) => {
    const among = [...new Set(commands.map((command) => command.target))];
    const queueKeys = among.flatMap((target) => target.keys);
    const claims = commands.map((command) => command.claim);
    return runScript([
      queueKeys.length + claims.length,
      ...queueKeys,
      ...claims,
      IDEMPOTENCY_SECONDS,
      among.length,
      ...among.flatMap((target) => target.args),
      ...commands.flatMap((command) => [among.indexOf(command.target) + 1, ...command.args]),
    ]);
  }, COMMANDS_PER_CALL);
  const targetOf = (queue: string, name: CommandName): Target => {
    const known = targets.get(`${queue} ${name}`);
    if (known) return known;
    const prefix = keys.queue(queue);
    const target = {
      keys: [`${prefix}wait`, `${prefix}meta`, `${prefix}marker`],
      args: [prefix, name, JSON.stringify(optionsOf(delivery[name])), delivery[name].maxWaiting],
    };
    targets.set(`${queue} ${name}`, target);
    return target;
  };

  /**
   * The system-wide claim may be on another node than the queue. It comes first and refuses other
   * requests with the key. The script makes a second claim with the job, so a retry finds or adds
   * it.
   */
  const acceptOnCluster = async (queue: string, identity: string, command: Acceptable): Promise<number> => {
    const [, fingerprint = ''] = command.args;
    const claim = keys.idempotency(identity);
    const earlier = await redis.set(claim, fingerprint, 'EX', IDEMPOTENCY_SECONDS, 'NX', 'GET');
    if (earlier !== null && earlier !== fingerprint) return -1;
    const accepted = await acceptTogether(queue, command);
    if (accepted === -2 && earlier === null) await redis.del(claim);
    return accepted;
  };

  const enqueue = async (
    submission: Submission<CommandName>,
    to: Address,
    span: Span,
  ): Promise<Acceptance> => {
    const { queue, identity, jobId } = to;
    const envelope = envelopeOf(submission, jobId, secrets, answers?.origin);
    // Expected before it is accepted, because the outcome may arrive before the script's answer.
    const isNew = answers?.expect(queuedJob(jobId, submission));
    const command: Acceptable = {
      target: targetOf(queue, submission.name),
      claim: keys.idempotencyBeside(queue, identity),
      args: [jobId, submission.fingerprint, JSON.stringify(envelope), submission.acceptedAt.getTime()],
    };
    const accepted = await (redis.isCluster
      ? acceptOnCluster(queue, identity, command)
      : acceptTogether('', command));
    if (isNew && accepted !== 1) answers?.forget(jobId);
    const acceptance = toAcceptance(accepted, jobId);
    span.setAttribute('concert_mania.acceptance', acceptance.kind);
    return acceptance;
  };

  return {
    accept: (submission) => {
      const { queue, code } = route(submission.name, orderingKeyOf(submission));
      const identity = identityOf(submission);
      const jobId = `job_${code}${identity}`;
      const attributes = () => jobAttributes('send', queue, jobId);
      return inSpan(`accept ${submission.name}`, { kind: 'producer', attributes }, (span) =>
        enqueue(submission, { queue, identity, jobId }, span),
      );
    },
    knowsKey: async (submission) => (await redis.exists(keys.idempotency(identityOf(submission)))) === 1,
  };
}

/** The queue and the id of a command's job. */
interface Address {
  readonly queue: string;
  readonly identity: string;
  readonly jobId: string;
}

/** The queued form of a command: secrets encrypted, with the trace that it was accepted in. */
function envelopeOf<N extends CommandName>(
  submission: Submission<N>,
  jobId: JobId,
  secrets: JobSecrets,
  origin: string | undefined,
): CommandEnvelope<CommandPayload<N>> {
  const traceparent = activeTraceparent();
  const version = commandCatalogue[submission.name].envelopeVersion?.(submission.payload) ?? 1;
  return {
    ...(version > 1 && { version }),
    accountId: submission.accountId,
    fingerprint: submission.fingerprint,
    acceptedAt: submission.acceptedAt.toISOString(),
    requestId: submission.requestId,
    ...(origin !== undefined && { origin }),
    ...(traceparent && { traceparent }),
    payload: sealMembers(secrets, jobId, secretMembersOf(submission), submission.payload),
  };
}

function toAcceptance(accepted: number, jobId: JobId): Acceptance {
  if (accepted === -1) return { kind: 'key_reused' };
  if (accepted === -2) return { kind: 'busy' };
  if (accepted === UNCONFIRMED) return { kind: 'unconfirmed' };
  return { kind: accepted === 1 ? 'accepted' : 'replayed', jobId };
}

/** Runs the script. Answers `UNCONFIRMED` if too few replicas confirm the write in time. */
function scriptRunner(redis: RedisClient, replication: Replication | undefined) {
  if (replication === undefined) return (args: ScriptArguments) => (redis as Scripts).acceptCommands(...args);
  const write = makeReplicatedWrite(redis, replication);
  return async (args: ScriptArguments): Promise<readonly number[]> => {
    const { written, confirmed } = await write<number[]>((pipeline) =>
      (pipeline as ChainableCommander & PipelinedScripts).acceptCommands(...args),
    );
    return confirmed ? written : written.map((answer) => (answer < 0 ? answer : UNCONFIRMED));
  };
}

/** Job options in BullMQ's format. The queue's worker decides how long finished jobs are kept. */
const optionsOf = (row: Delivery) => ({
  attempts: row.attempts,
  ...(row.backoffMs > 0 && { backoff: { type: 'capped' } }),
});

const orderingKeyOf = <N extends CommandName>({ name, payload }: Submission<N>): string =>
  commandCatalogue[name].orderingKey(payload);

const secretMembersOf = ({ name }: Submission<CommandName>): readonly string[] =>
  commandCatalogue[name].secretMembers ?? [];

const BASE32 = Buffer.from('0123456789abcdefghjkmnpqrstvwxyz');
const IDENTITY_CHARS = 26;

/** 130 bits of SHA-256 over account, route and key, so that a retry gets the same job id. */
function identityOf(submission: Submission<CommandName>): string {
  const named = JSON.stringify([submission.accountId, submission.route, submission.idempotencyKey]);
  const digest = hash('sha256', named, 'buffer');
  for (let at = 0; at < IDENTITY_CHARS; at += 1) digest[at] = BASE32[(digest[at] ?? 0) & 31] ?? 0;
  return digest.toString('latin1', 0, IDENTITY_CHARS);
}
