import type { components, paths } from './api.d.ts';
import type { Calls } from './calls.ts';
import { type Answer, dataOf, isProblem, ProblemError } from './problem.ts';
import { type Pause, retryAfterMs } from './send.ts';

export type Job = components['schemas']['Job'];
export type CommandType = Job['type'];
export type JobOf<T extends CommandType> = Extract<Job, { readonly type: T }>;
export type ResultOf<T extends CommandType> = NonNullable<JobOf<T>['result']>;

/** Where a command of each type is sent. */
const PATHS = {
  'reservation.hold': '/v1/reservations',
  'reservation.cancel': '/v1/reservations/{reservationId}/cancel',
  'box-office.cancel': '/v1/box-office/reservations/{reservationId}/cancel',
  'payment.pay': '/v1/payments',
  'wallet.top-up': '/v1/wallet/top-ups',
  'performance.cancel': '/v1/admin/performances/{performanceId}/cancel',
  'ticket.check-in': '/v1/gate/check-ins',
  'ticket.check-in-batch': '/v1/gate/check-ins/batch',
  'seats.block': '/v1/box-office/performances/{performanceId}/blocks',
  'seats.unblock': '/v1/box-office/performances/{performanceId}/unblocks',
  'box-office.sell': '/v1/box-office/reservations',
  'box-office.move': '/v1/box-office/reservations/{reservationId}/move',
} as const satisfies Record<CommandType, keyof paths>;

type Operation<T extends CommandType> = paths[(typeof PATHS)[T]]['post'];

/** The input of a command: its body, the ids in its path, and its headers except the key. */
export type CommandInput<T extends CommandType> = {
  readonly body: NonNullable<Operation<T>['requestBody']>['content']['application/json'];
  readonly headers?: Omit<Operation<T>['parameters']['header'], 'Idempotency-Key'>;
  /** A key of your own, to send the same command again later. A new one unless given. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
} & (Operation<T>['parameters'] extends { path: infer Ids } ? { readonly path: Ids } : unknown);

export interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

const WAIT_SECONDS = 10;
const MS_PER_SECOND = 1_000;
const JOB_TIMEOUT_MS = 60_000;

/** The result of a final job. Throws a `ProblemError` when the job was rejected or failed. */
export function resultOf<J extends Job>({ id, status, result, error }: J): NonNullable<J['result']> {
  if (error !== null) throw new ProblemError(id, error);
  if (result === null) throw new Error(`${id} is ${status} and has no result`);
  return result;
}

const isFinal = ({ status }: Job): boolean => status !== 'queued' && status !== 'processing';

export interface JobOptions {
  readonly http: Calls;
  readonly pause: Pause;
  /** Sends a command again, with the same key, when the API has lost its job. */
  readonly resendLost: boolean;
}

/** Sends commands and waits for their jobs. */
export function makeJobs({ http, pause, resendLost }: JobOptions) {
  /** Sends a command and answers at once. Repetitions carry the same key. */
  const submit = <T extends CommandType>(type: T, input: CommandInput<T>): Promise<Answer<JobOf<T>>> => {
    const { body, headers, idempotencyKey = crypto.randomUUID(), signal } = input;
    const path = 'path' in input ? input.path : {};
    const header = { ...headers, 'Idempotency-Key': idempotencyKey };
    // The type of the input says what the path takes.
    const post = http.POST as (path: string, init: object) => Promise<Answer<JobOf<T>>>;
    return post(PATHS[type], { body, params: { path, header }, ...(signal && { signal }) });
  };

  /** Waits until a job is final. Throws after `timeoutMs`, a minute by default. */
  const waitFor = async <J extends Job>(job: J, options: WaitOptions = {}): Promise<J> => {
    const { signal, timeoutMs = JOB_TIMEOUT_MS } = options;
    const deadlineMs = performance.now() + timeoutMs;
    let latest: Job = job;
    while (!isFinal(latest)) {
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) throw new Error(`${job.id} was still ${latest.status} after ${timeoutMs} ms`);
      latest = await readJob(job.id, leftMs, signal);
    }
    return latest as J;
  };

  /** Asks for a job. Pauses when the API answers before the wait is over. */
  const readJob = async (jobId: string, mostMs: number, signal: AbortSignal | undefined): Promise<Job> => {
    const wait = Math.min(WAIT_SECONDS, Math.ceil(mostMs / MS_PER_SECOND));
    const endsMs = performance.now() + wait * MS_PER_SECOND;
    const params = { path: { jobId }, query: { wait } };
    const answer = await http.GET('/v1/jobs/{jobId}', { params, ...(signal && { signal }) });
    const job = await dataOf<Job>(answer);
    const isEarly = performance.now() < endsMs;
    const pauseMs = retryAfterMs(answer.response) ?? (isEarly ? MS_PER_SECOND : 0);
    if (!isFinal(job) && pauseMs > 0) await pause(Math.min(pauseMs, mostMs), signal);
    return job;
  };

  /** Sends a command and waits for its job. Throws a `ProblemError` when it is not accepted. */
  const run = async <T extends CommandType>(
    type: T,
    input: CommandInput<T>,
    options: WaitOptions = {},
  ): Promise<JobOf<T>> => {
    const keyed = { ...input, idempotencyKey: input.idempotencyKey ?? crypto.randomUUID() };
    const finish = async () =>
      waitFor(await dataOf(submit(type, keyed)), { signal: input.signal, ...options });
    try {
      return await finish();
    } catch (error) {
      if (!resendLost || !isProblem(error, 'job_not_found')) throw error;
      return finish();
    }
  };

  return { submit, waitFor, run };
}
