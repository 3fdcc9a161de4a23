import type { Send } from '@concert-mania/client/send';
import { z } from 'zod';
import { type Exchange, finish, makeExchanges, nameOf, problem, record } from './exchange.ts';
import { type CommandRecord, type JobReport, jobOf, kindOf } from './model.ts';

/** An account whose requests are recorded. */
interface Recorded {
  readonly accountId: string;
  readonly token: string;
  /** How many times at once a new command is sent, with one key. */
  readonly copies: () => number;
}

/** All requests of a run and their results. */
export interface Recorder {
  readonly commands: readonly CommandRecord[];
  /** The number of each outcome for each kind of request. */
  readonly requests: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Requests still without an answer. */
  readonly open: () => number;
  /** Sends and records what is no command. */
  readonly send: Send;
  /** Sends the requests of an account to the APIs in turn, and records its commands. */
  sendAs(account: Recorded): Send;
  /** The scenario that a payment key stands for at the gateway. */
  noteScenario(paymentKey: string, scenario: string): void;
  /** Sends a command once more under its key. */
  resend(command: CommandRecord): Promise<void>;
  /** Polls the job of a command once. */
  readJob(command: CommandRecord, waitSeconds: number): Promise<void>;
}

const TIMEOUT_MS = 8_000;
const MS_PER_SECOND = 1_000;
const job = z.object({
  status: z.enum(['queued', 'processing', 'succeeded', 'rejected', 'failed']),
  error: problem.nullable().optional(),
  result: record.nullable().optional(),
});

export function makeRecorder(apiUrls: readonly string[]): Recorder {
  const { exchange, requests, open } = makeExchanges();
  const commands = new Map<string, CommandRecord>();
  const commandOfJob = new Map<string, CommandRecord>();
  const tokens = new Map<string, string>();
  const scenarios = new Map<unknown, string>();
  let turn = 0;
  const nextApi = () => apiUrls[turn++ % apiUrls.length] ?? '';

  const sendCommand = async (command: CommandRecord, signal: AbortSignal): Promise<Exchange> => {
    const { key, kind, accountId, path, headers } = command;
    const api = nextApi();
    const authorization = `Bearer ${tokens.get(accountId)}`;
    const init = {
      method: 'POST',
      headers: { ...headers, authorization, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(command.body),
      signal,
    };
    const sentAt = Date.now();
    const exchanged = await exchange(kind, new Request(`${api}${path}`, init));
    command.attempts.push({ sentAt, answeredAt: Date.now(), api, answer: exchanged.answer });
    const jobId = jobOf(command);
    if (jobId !== null) commandOfJob.set(jobId, command);
    return exchanged;
  };

  const newCommand = (key: string, accountId: string, path: string, text: string, token: string | null) => {
    const body = record.parse(JSON.parse(text));
    const command: CommandRecord = {
      ...{ key, kind: kindOf(path, body), accountId, path, body },
      headers: token === null ? {} : { 'queue-token': token },
      scenario: scenarios.get(body.paymentKey) ?? null,
      attempts: [],
      reports: [],
    };
    commands.set(key, command);
    return command;
  };

  const send: Send = async (request) => finish(await exchange(nameOf(request), request));

  const sendElsewhere: Send = async (request) => {
    const { pathname, search } = new URL(request.url);
    const exchanged = await exchange(
      nameOf(request),
      await moved(request, `${nextApi()}${pathname}${search}`),
    );
    const command = commandOfJob.get(pathname.replace('/v1/jobs/', ''));
    if (exchanged.answer.kind === 'ok') command?.reports.push(reportOf(exchanged.answer.body));
    return finish(exchanged);
  };

  return {
    get commands() {
      return [...commands.values()];
    },
    requests,
    open,
    send,
    sendAs: ({ accountId, token, copies }) => {
      tokens.set(accountId, token);
      return async (request) => {
        const { headers, signal, url } = request;
        const key = headers.get('idempotency-key');
        if (key === null) return sendElsewhere(request);
        const known = commands.get(key);
        const path = new URL(url).pathname;
        const command =
          known ?? newCommand(key, accountId, path, await request.text(), headers.get('queue-token'));
        const times = known === undefined ? copies() : 1;
        const sent = await Promise.all(Array.from({ length: times }, () => sendCommand(command, signal)));
        const best = sent.find(({ answer }) => answer.kind === 'ok') ?? sent[0];
        if (best === undefined) throw new Error(`${key} was not sent`);
        return finish(best);
      };
    },
    noteScenario: (paymentKey, scenario) => void scenarios.set(paymentKey, scenario),
    resend: async (command) => void (await sendCommand(command, AbortSignal.timeout(TIMEOUT_MS))),
    readJob: async (command, waitSeconds) => {
      const authorization = `Bearer ${tokens.get(command.accountId)}`;
      const signal = AbortSignal.timeout((waitSeconds + 5) * MS_PER_SECOND);
      const url = `${apiUrls[0]}/v1/jobs/${jobOf(command)}?wait=${waitSeconds}`;
      await sendElsewhere(new Request(url, { headers: { authorization }, signal })).catch(() => undefined);
    },
  };
}

function reportOf(body: unknown): JobReport {
  const { status, error, result = null } = job.parse(body);
  return { at: Date.now(), status, code: error?.code ?? null, result };
}

/** The same request to another address. */
async function moved(request: Request, url: string): Promise<Request> {
  const { method, headers, signal } = request;
  return new Request(url, { method, headers, signal, body: request.body && (await request.text()) });
}
