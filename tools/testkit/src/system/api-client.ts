import { randomUUID } from 'node:crypto';
import type { Role } from '@concert-mania/core/identity/model';
import type { Queryable } from '@concert-mania/db/connection/database';

/** A response, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined for an empty body. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RequestOptions {
  readonly token?: string | undefined;
  readonly body?: unknown;
  /** Sent as it is, instead of JSON. */
  readonly rawBody?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A job as `GET /v1/jobs/{id}` shows it. */
export interface JobAnswer {
  readonly id: string;
  readonly status: string;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: { readonly code: string; readonly seatNumbers?: readonly number[] } | null;
}

const REQUEST_TIMEOUT_MS = 40_000;

/** Sends one request to the HTTP contract and reads the whole answer. Never throws for a status. */
export async function send(
  baseUrl: string,
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const body = options.rawBody ?? (options.body === undefined ? null : JSON.stringify(options.body));
  const response = await fetch(new URL(path, baseUrl), {
    method,
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    headers: {
      ...(body !== null && { 'content-type': 'application/json' }),
      ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
      ...options.headers,
    },
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, body: text && isJson ? JSON.parse(text) : {} };
}

/** A fan with a session, as their client would act. */
export interface FanClient {
  readonly accountId: string;
  readonly email: string;
  readonly token: string;
  request(method: string, path: string, options?: Omit<RequestOptions, 'token'>): Promise<Answer>;
  /** Submits a command with a fresh idempotency key (unless given) and answers what the API said at once. */
  submit(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Waits until a job is final. Throws when it is not within 60 seconds. */
  job(id: string): Promise<JobAnswer>;
  /** Submits and waits. Throws unless the command is accepted. */
  run(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<JobAnswer>;
}

const PASSWORD = 'a-long-enough-passphrase';
const FINAL: ReadonlySet<unknown> = new Set(['succeeded', 'rejected', 'failed']);
const JOB_PATIENCE_MS = 60_000;

/** Signs up a new fan and logs in. */
export async function signUpFan(
  baseUrl: string,
  more: { readonly locale?: 'ko' | 'en' } = {},
): Promise<FanClient> {
  const email = `${randomUUID()}@fans.example`;
  const account = { email, password: PASSWORD, name: 'Fan', ...more };
  const signedUp = await send(baseUrl, 'POST', '/v1/auth/signup', { body: account });
  if (signedUp.status !== 201)
    throw new Error(`sign-up answered ${signedUp.status} ${JSON.stringify(signedUp.body)}`);
  return logInFan(baseUrl, email, PASSWORD);
}

/** Signs up an account, gives it a role and logs in. */
export async function signUpStaff(baseUrl: string, db: Queryable, role: Role): Promise<FanClient> {
  const { accountId, email } = await signUpFan(baseUrl);
  await db.query('update accounts set role = $2 where id = $1', [accountId, role]);
  return logInFan(baseUrl, email, PASSWORD);
}

/** Logs in an account that exists. */
export async function logInFan(baseUrl: string, email: string, password: string): Promise<FanClient> {
  const session = await send(baseUrl, 'POST', '/v1/auth/login', { body: { email, password } });
  if (session.status !== 200) throw new Error(`login answered ${session.status}`);
  const token = String(session.body.accessToken);
  const me = await send(baseUrl, 'GET', '/v1/me', { token });
  return makeFanClient(baseUrl, { accountId: String(me.body.id), email, token });
}

/** The same fan at another API replica. */
export function makeFanClient(
  baseUrl: string,
  fan: Pick<FanClient, 'accountId' | 'email' | 'token'>,
): FanClient {
  const request: FanClient['request'] = (method, path, options) =>
    send(baseUrl, method, path, { ...options, token: fan.token });
  const submit: FanClient['submit'] = (path, body, headers) =>
    request('POST', path, { body, headers: { 'idempotency-key': randomUUID(), ...headers } });
  const job: FanClient['job'] = async (id) => {
    for (const deadlineMs = Date.now() + JOB_PATIENCE_MS; Date.now() < deadlineMs; ) {
      const answer = await request('GET', `/v1/jobs/${id}?wait=10`);
      if (answer.status !== 200) throw new Error(`job ${id} answered ${answer.status}`);
      if (FINAL.has(answer.body.status)) return answer.body as unknown as JobAnswer;
    }
    throw new Error(`job ${id} is not final`);
  };
  const run: FanClient['run'] = async (path, body, headers) => {
    const accepted = await submit(path, body, headers);
    if (accepted.status !== 202) {
      throw new Error(`${path} answered ${accepted.status} ${JSON.stringify(accepted.body)}`);
    }
    return job(String(accepted.body.id));
  };
  return { ...fan, request, submit, job, run };
}
