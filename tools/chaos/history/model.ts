/** The kinds of commands. */
export type CommandKind = 'hold' | 'cancel' | 'pay-wallet' | 'pay-gateway' | 'top-up';

/** The kind of the command that was sent to a path. */
export function kindOf(path: string, body: CommandRecord['body']): CommandKind {
  if (path.endsWith('/cancel')) return 'cancel';
  if (path === '/v1/wallet/top-ups') return 'top-up';
  if (path === '/v1/payments') return body.method === 'wallet' ? 'pay-wallet' : 'pay-gateway';
  return 'hold';
}

/** The result of a request for its sender. */
export type Answer =
  | { readonly kind: 'ok'; readonly status: number; readonly body: Readonly<Record<string, unknown>> }
  /** Refused (4xx): it had no effect. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  /** No answer, or a 5xx: it may have had its effect. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** One attempt to send a command. Times are milliseconds since 1970. */
export interface Attempt {
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly api: string;
  readonly answer: Answer;
}

export type JobStatus = 'queued' | 'processing' | 'succeeded' | 'rejected' | 'failed';

/** A job as the API reported it. */
export interface JobReport {
  readonly at: number;
  readonly status: JobStatus;
  readonly code: string | null;
  readonly result: Readonly<Record<string, unknown>> | null;
}

/** A command with all its attempts and all reported states of its job. */
export interface CommandRecord {
  readonly key: string;
  readonly kind: CommandKind;
  readonly accountId: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The scenario of the gateway; null if it is not called. */
  readonly scenario: string | null;
  readonly attempts: Attempt[];
  readonly reports: JobReport[];
}

const FINAL: ReadonlySet<JobStatus> = new Set(['succeeded', 'rejected', 'failed']);

export const isFinal = (status: JobStatus): boolean => FINAL.has(status);

/** The job of the first acceptance; null if it was never accepted. */
export function jobOf(command: CommandRecord): string | null {
  for (const { answer } of command.attempts) if (answer.kind === 'ok') return String(answer.body.id);
  return null;
}

/** When the client first heard that the command was accepted. */
export const acceptedAt = (command: CommandRecord): number | null =>
  command.attempts.find(({ answer }) => answer.kind === 'ok')?.answeredAt ?? null;

/** When the first accepted request was sent; 0 if none was accepted. */
export const sentAt = (command: CommandRecord): number =>
  command.attempts.find(({ answer }) => answer.kind === 'ok')?.sentAt ?? 0;

/** The last reported end of the job; null if there was none. */
export const endOf = (command: CommandRecord): JobReport | null =>
  command.reports.findLast(({ status }) => isFinal(status)) ?? null;

/** Whether its result is unknown: no attempt got a definite answer. */
export const isUnknown = (command: CommandRecord): boolean =>
  jobOf(command) === null && command.attempts.at(-1)?.answer.kind === 'unknown';
