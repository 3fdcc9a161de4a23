import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import {
  type Answer,
  type CommandKind,
  type CommandRecord,
  endOf,
  isFinal,
  isUnknown,
  type JobReport,
  jobOf,
} from '../history/model.ts';
import type { Recorder } from '../history/recorder.ts';
import { type Asked, ask } from './ask.ts';

/** A command that a fan wants to send. */
export interface Wish {
  readonly kind: CommandKind;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly scenario?: string;
}

export interface FanClient {
  readonly accountId: string;
  /** Sends a request to any of the APIs and records it under a name. */
  ask(name: string, asked: Omit<Asked, 'url' | 'token'> & { readonly path: string }): Promise<Answer>;
  /**
   * Sends a new command, `copies` times at once with one key, and waits a while for its end. Null
   * if no end was reported.
   */
  run(wish: Wish, copies: number): Promise<JobReport | null>;
  /** Sends a command once more under its key. */
  resend(command: CommandRecord): Promise<void>;
  /** Polls the job once and records the answer. */
  readJob(command: CommandRecord, waitSeconds: number): Promise<void>;
}

interface FanClientOptions {
  readonly accountId: string;
  readonly token: string;
  readonly apiUrls: readonly string[];
  readonly recorder: Recorder;
  readonly ends: AbortSignal;
}

const RETRIES = 2;
const RETRY_AFTER_MS = 1_000;
const WAIT_SECONDS = 2;
/** A fan stops waiting for a command after this long; the run polls it again at its end. */
const PATIENCE_MS = 15_000;

const job = z.object({
  status: z.enum(['queued', 'processing', 'succeeded', 'rejected', 'failed']),
  error: z.object({ code: z.string() }).nullable().optional(),
  result: z.record(z.string(), z.unknown()).nullable().optional(),
});

/** A fan's client. It records every answer and switches to another API if one does not answer. */
export function makeFanClient(options: FanClientOptions): FanClient {
  const { apiUrls, recorder, token, accountId } = options;
  let turn = 0;
  const nextApi = (): string => {
    turn += 1;
    return apiUrls[turn % apiUrls.length] ?? '';
  };

  const askAny: FanClient['ask'] = (name, { path, ...asked }) =>
    recorder.record(name, ask({ ...asked, url: `${nextApi()}${path}`, token }));

  const sendOnce = async (command: CommandRecord): Promise<void> => {
    const api = nextApi();
    const sentAt = Date.now();
    const answer = await recorder.record(
      command.kind,
      ask({
        method: 'POST',
        url: `${api}${command.path}`,
        token,
        headers: { ...command.headers, 'idempotency-key': command.key },
        body: command.body,
      }),
    );
    command.attempts.push({ sentAt, answeredAt: Date.now(), api, answer });
  };

  const readJob: FanClient['readJob'] = async (command, waitSeconds) => {
    const answer = await askAny('job', {
      method: 'GET',
      path: `/v1/jobs/${jobOf(command)}?wait=${waitSeconds}`,
      timeoutMs: (waitSeconds + 5) * 1_000,
    });
    if (answer.kind !== 'ok') return;
    const { status, error, result = null } = job.parse(answer.body);
    command.reports.push({ at: Date.now(), status, code: error?.code ?? null, result });
  };

  return {
    accountId,
    ask: askAny,
    resend: sendOnce,
    readJob,
    run: async ({ kind, path, body, headers = {}, scenario = null }, copies) => {
      const key = randomUUID();
      const attempts: CommandRecord['attempts'] = [];
      const command = { key, kind, accountId, path, body, headers, scenario, attempts, reports: [] };
      recorder.commands.push(command);
      await Promise.all(Array.from({ length: copies }, () => sendOnce(command)));
      for (let tries = 0; isUnknown(command) && tries < RETRIES && !options.ends.aborted; tries += 1) {
        await delay(RETRY_AFTER_MS);
        await sendOnce(command);
      }
      if (jobOf(command) === null) return null;
      await watchJob(command, readJob, options.ends);
      return endOf(command);
    },
  };
}

async function watchJob(
  command: CommandRecord,
  readJob: FanClient['readJob'],
  ends: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline && !ends.aborted) {
    const reportsBefore = command.reports.length;
    await readJob(command, WAIT_SECONDS);
    const last = command.reports.at(-1);
    if (last && isFinal(last.status)) return;
    if (command.reports.length === reportsBefore) await delay(RETRY_AFTER_MS);
  }
}
