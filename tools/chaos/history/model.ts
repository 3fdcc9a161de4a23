/** What a command is about. */
export type CommandKind = 'hold' | 'cancel' | 'pay-wallet' | 'pay-gateway' | 'top-up';

/** What a request came to, as its sender sees it. */
export type Answer =
  | { readonly kind: 'ok'; readonly status: number; readonly body: Readonly<Record<string, unknown>> }
  /** Refused for good reason (4xx): it had no effect. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  /** No answer, or one of a server in trouble (5xx): it may have had its effect. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** A command sent once. Times are milliseconds since 1970. */
export interface Attempt {
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly api: string;
  readonly answer: Answer;
}

export type JobStatus = 'queued' | 'processing' | 'succeeded' | 'rejected' | 'failed';

/** A job as the API told it. */
export interface ToldJob {
  readonly at: number;
  readonly status: JobStatus;
  readonly code: string | null;
  readonly seatNumbers: readonly number[];
  readonly result: Readonly<Record<string, unknown>> | null;
}

/** A command, every time it was sent, and everything that was told about it. */
export interface CommandRecord {
  readonly key: string;
  readonly kind: CommandKind;
  readonly accountId: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** How the gateway was to behave; null where it is not asked. */
  readonly scenario: string | null;
  readonly attempts: Attempt[];
  readonly told: ToldJob[];
}

const FINAL: ReadonlySet<JobStatus> = new Set(['succeeded', 'rejected', 'failed']);

export const isFinal = (status: JobStatus): boolean => FINAL.has(status);

/** The job that the command was first accepted as; null when it never was. */
export function jobOf(command: CommandRecord): string | null {
  for (const { answer } of command.attempts) if (answer.kind === 'ok') return String(answer.body.id);
  return null;
}

/** When the client first heard that the command was accepted. */
export const acceptedAt = (command: CommandRecord): number | null =>
  command.attempts.find(({ answer }) => answer.kind === 'ok')?.answeredAt ?? null;

/** When the request was sent that was accepted first; the beginning where none was. */
export const sentAt = (command: CommandRecord): number =>
  command.attempts.find(({ answer }) => answer.kind === 'ok')?.sentAt ?? 0;

/** The last thing told that was an end; null while nothing was. */
export const endOf = (command: CommandRecord): ToldJob | null =>
  command.told.findLast(({ status }) => isFinal(status)) ?? null;

/** Whether nobody can say what became of it: no answer that tells came to any attempt. */
export const isUnknown = (command: CommandRecord): boolean =>
  jobOf(command) === null && command.attempts.at(-1)?.answer.kind === 'unknown';
