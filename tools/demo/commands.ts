import { randomUUID } from 'node:crypto';
import { type CommandEnd, expectStatus, job, problem } from './fans/contract.ts';
import { describe, type HttpAnswer, type HttpRequest } from './fans/http.ts';

const WAIT_SECONDS = 10;
const WAIT_ANSWER_MS = (WAIT_SECONDS + 10) * 1_000;
const JOB_PATIENCE_MS = 60_000;

export interface CommandPorts {
  readonly ask: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly apiUrl: string;
  readonly nowMs: () => number;
  readonly onAccepted: (jobId: string) => void;
}

export type RunCommand = (
  path: string,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<CommandEnd>;

/** Submits a command under a key of its own and waits for what it comes to. Throws when that takes longer than a minute. */
export function makeRunCommand({ ask, apiUrl, nowMs, onAccepted }: CommandPorts): RunCommand {
  const submit: RunCommand = async (path, body, headers) => {
    const startedMs = nowMs();
    const request = {
      method: 'POST',
      url: `${apiUrl}${path}`,
      body,
      headers: { 'idempotency-key': randomUUID(), ...headers },
    } as const;
    const accepted = await ask(request);
    const refusal = accepted.status >= 400 && accepted.status < 500 ? problem.safeParse(accepted.body) : null;
    if (refusal?.success) {
      return {
        status: 'refused',
        code: refusal.data.code,
        jobId: null,
        reservation: null,
        tookMs: nowMs() - startedMs,
      };
    }
    const { id } = job.parse(expectStatus(request, accepted, [202]).body);
    onAccepted(id);
    return waitForJob(id, startedMs);
  };

  const waitForJob = async (id: string, startedMs: number): Promise<CommandEnd> => {
    const request = {
      method: 'GET',
      url: `${apiUrl}/v1/jobs/${id}?wait=${WAIT_SECONDS}`,
      timeoutMs: WAIT_ANSWER_MS,
    } as const;
    while (nowMs() - startedMs < JOB_PATIENCE_MS) {
      const { status, error, result } = job.parse(expectStatus(request, await ask(request), [200]).body);
      if (status === 'queued' || status === 'processing') continue;
      const code = status === 'succeeded' ? null : (error?.code ?? 'no_code');
      return {
        status,
        code,
        jobId: id,
        reservation: result?.reservation ?? null,
        tookMs: nowMs() - startedMs,
      };
    }
    throw new Error(`${describe(request)}: not final after ${JOB_PATIENCE_MS / 1_000} s`);
  };

  return submit;
}
