import type { CommandName } from '@concert-mania/core/jobs/command-catalogue';
import type { Submission } from '@concert-mania/core/jobs/ports';
import { queuedJob } from '@concert-mania/core/jobs/queued-job';
import type { Context, TypedResponse } from 'hono';
import type { JSONParsed } from 'hono/utils/types';
import type { AddRoute } from '../http/add-route.ts';
import { addHeader } from '../http/carried-headers.ts';
import type { CommandEnv, SignedInEnv } from '../http/env.ts';
import { problem } from '../http/problems/problem.ts';
import { longPoll } from '../http/streams/long-poll.ts';
import { overDailyBudget } from '../middleware/limit-rate.ts';
import type { ApiDeps } from '../ports.ts';
import { fingerprintOf } from './fingerprint.ts';
import { preferredWaitSeconds } from './preferred-wait.ts';
import { type JobView, presentJob } from './present-job.ts';

const MS_PER_SECOND = 1000;

/** The route's part of a command; the rest of the submission comes from the request. */
interface RequestedCommand<N extends CommandName> extends Pick<Submission<N>, 'name' | 'payload'> {
  /** The validated body if it is not the payload: equal bodies are the same request. */
  readonly body?: object;
}

type CommandPort = 'clock' | 'closing' | 'commands' | 'findJob' | 'places' | 'ticketKeys';

/** Adds the route of a command. `K` names the ports that it uses beside those of every command. */
export type AddCommand<K extends keyof ApiDeps = never> = AddRoute<CommandPort | K>;

type CommandContext = Context<SignedInEnv & CommandEnv>;

/** The submission of a command by the account and with the key of this request. */
export function submissionOf<N extends CommandName>(
  c: CommandContext,
  deps: Pick<ApiDeps, CommandPort>,
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
 * `not_replicated`. Its route is made from `commandRoute`.
 */
export async function acceptCommand<N extends CommandName>(
  c: CommandContext,
  deps: Pick<ApiDeps, CommandPort>,
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
  c.set('jobId', jobId);
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
    presentJob(answer, () => c.var, deps),
    202,
  );
}
