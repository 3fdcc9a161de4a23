import type { CommandName } from '@concert-mania/core/jobs/command-catalogue';
import type { Submission } from '@concert-mania/core/jobs/ports';
import { queuedJob } from '@concert-mania/core/jobs/queued-job';
import type { Context, TypedResponse } from 'hono';
import type { JSONParsed } from 'hono/utils/types';
import { addHeader } from '../http/carried-headers.ts';
import type { CommandEnv, SignedInEnv } from '../http/env.ts';
import { problem, problems } from '../http/problems/problem.ts';
import { json } from '../http/schema.ts';
import { longPoll } from '../http/streams/long-poll.ts';
import { overDailyBudget } from '../middleware/limit-rate.ts';
import type { ApiDeps } from '../ports.ts';
import { fingerprintOf } from './fingerprint.ts';
import { MAX_WAIT_SECONDS, preferredWaitSeconds } from './preferred-wait.ts';
import { type JobView, jobSchema, presentJob } from './present-job.ts';

const MS_PER_SECOND = 1000;

/** The headers of every command, for `createRoute({ parameters })`. */
export const commandParameters = [
  {
    name: 'Idempotency-Key',
    in: 'header' as const,
    required: true,
    description:
      'The same key and body give the same job; the same key with another body is refused. 1 to 255 printable characters, spaces included, bare or as a string of RFC 9651. Kept for 24 hours, and after that recognised by the recorded outcome for as long as that is kept.',
    schema: { type: 'string' as const, minLength: 1, maxLength: 257 },
  },
  {
    name: 'Prefer',
    in: 'header' as const,
    description: `\`wait=<seconds>\` (RFC 7240): answer when the job is final, or after up to ${MAX_WAIT_SECONDS} seconds`,
    schema: { type: 'string' as const, maxLength: 256, example: 'wait=5' },
  },
];

/** What every command may answer, for `createRoute({ responses })`. */
export const commandResponses = {
  202: {
    ...json(jobSchema, 'Accepted: poll or stream the job at Location'),
    headers: {
      Location: { required: true, schema: { type: 'string' as const } },
      'Retry-After': {
        description: 'Seconds; only while the job is not final',
        schema: { type: 'string' as const },
      },
      'Preference-Applied': { schema: { type: 'string' as const } },
      'Idempotent-Replayed': { schema: { type: 'string' as const, enum: ['true'] } },
    },
  },
  ...problems(
    'validation_failed',
    'malformed_json',
    'body_required',
    'idempotency_key_required',
    'idempotency_key_invalid',
    401,
    413,
    415,
    422,
    'rate_limited',
    'busy',
    'not_replicated',
    'service_unavailable',
  ),
};

/** What a route says of its command; the rest of the submission comes from the request. */
interface RequestedCommand<N extends CommandName> extends Pick<Submission<N>, 'name' | 'payload'> {
  /** The validated body if it is not the payload: equal bodies are the same request. */
  readonly body?: object;
}

type CommandContext = Context<SignedInEnv & CommandEnv>;

/** The submission of a command by the account and with the key of this request. */
export function submissionOf<N extends CommandName>(
  c: CommandContext,
  deps: ApiDeps,
  { name, payload, body = payload }: RequestedCommand<N>,
): Submission<N> {
  return {
    name,
    payload,
    accountId: c.get('account').id,
    route: `${c.req.method} ${c.req.path}`,
    idempotencyKey: c.get('idempotencyKey'),
    fingerprint: fingerprintOf(body),
    requestId: c.get('requestId'),
    acceptedAt: deps.clock(),
  };
}

/**
 * Stores a command durably in its queue and answers 202 with its job; 422 for a key used with
 * another body; 429 beyond the account's budget of the day, but not for a retry; 503 `busy` or
 * `not_replicated`. Needs the middlewares `signedIn` and `withIdempotencyKey`.
 */
export async function acceptCommand<N extends CommandName>(
  c: CommandContext,
  deps: ApiDeps,
  command: RequestedCommand<N>,
): Promise<
  | (Response & TypedResponse<JSONParsed<JobView>, 202, 'json'>)
  | ReturnType<typeof problem<'idempotency_key_reused' | 'rate_limited' | 'busy' | 'not_replicated'>>
> {
  const submission = submissionOf(c, deps, command);
  const refusal = overDailyBudget(c, command.name);
  if (refusal !== null && !(await deps.commands.knowsKey(submission))) return refusal;
  const acceptance = await deps.commands.accept(submission);
  if (acceptance.kind === 'key_reused') return problem(c, 'idempotency_key_reused');
  if (acceptance.kind === 'busy') return problem(c, 'busy');
  if (acceptance.kind === 'unconfirmed') return problem(c, 'not_replicated');
  const { jobId } = acceptance;
  const queued = queuedJob(jobId, submission);
  const replayed = acceptance.kind === 'replayed';
  if (replayed) addHeader(c, 'idempotent-replayed', 'true');
  const { accountId } = submission;
  const job = await longPoll(c, deps, preferredWaitSeconds(c.req.header('prefer')), async (poll) => {
    if (poll.waitMs > 0) addHeader(c, 'preference-applied', `wait=${poll.waitMs / MS_PER_SECOND}`);
    return replayed || poll.waitMs > 0 ? deps.findJob({ jobId, accountId, ...poll }) : queued;
  });
  addHeader(c, 'location', `/v1/jobs/${jobId}`);
  const answer = job === null || job === 'signed_out' ? queued : job;
  if (answer.outcome === null) addHeader(c, 'retry-after', '1');
  return c.json(
    presentJob(answer, () => c.var, deps.clock()),
    202,
  );
}
