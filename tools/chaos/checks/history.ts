import type {
  DecidedJob,
  ReservationFacts,
  SaleHistory,
  Unfinished,
} from '@concert-mania/testkit/data/sale-history';
import type { GatewayItem } from '../../demo/proof/gateway-books.ts';
import { type CommandRecord, endOf, jobOf } from '../history/model.ts';

/** The history of a run: the answers to clients, and the data of the servers. */
export interface RunHistory {
  readonly commands: readonly CommandRecord[];
  readonly database: SaleHistory;
  /** The jobs of each queue in the order of acceptance. */
  readonly acceptedOrder: ReadonlyMap<string, readonly string[]>;
  /** The gateway's own ledger. */
  readonly gateway: readonly GatewayItem[];
  /** The availability of each performance in the API after the run. */
  readonly shownAvailability: ReadonlyMap<string, string>;
  readonly unfinished: Unfinished;
  readonly notReady: readonly string[];
}

/** A broken promise, and the commands that prove it. */
export interface Violation {
  readonly subject: string;
  readonly detail: string;
  readonly commands: readonly CommandRecord[];
}

export const violation = (
  subject: string,
  detail: string,
  ...commands: readonly CommandRecord[]
): Violation => ({ subject, detail, commands });

export interface HistoryCheck {
  readonly name: string;
  readonly promise: string;
  readonly find: (history: RunHistory) => readonly Violation[];
}

/** An accepted command with its decided job in the database. */
export interface DecidedCommand {
  readonly command: CommandRecord;
  readonly jobId: string;
  readonly job: DecidedJob;
}

/** The accepted commands that are decided in the database. */
export function decidedCommands(history: RunHistory): readonly DecidedCommand[] {
  const jobs = new Map(history.database.jobs.map((job) => [job.jobId, job]));
  return history.commands.flatMap((command) => {
    const jobId = jobOf(command);
    const job = jobId === null ? undefined : jobs.get(jobId);
    return jobId === null || job === undefined ? [] : [{ command, jobId, job }];
  });
}

export const reservationsById = (history: RunHistory): ReadonlyMap<string, ReservationFacts> =>
  new Map(history.database.reservations.map((reservation) => [reservation.id, reservation]));

/** A text inside a result or an error; null if there is none. */
export function textIn(value: unknown, ...path: readonly string[]): string | null {
  let part: unknown = value;
  for (const name of path) {
    if (part === null || typeof part !== 'object') return null;
    part = (part as Readonly<Record<string, unknown>>)[name];
  }
  return typeof part === 'string' ? part : null;
}

/** A command's history in lines: each attempt, its answer, and each reported state of its job. */
export function tellCommand(command: CommandRecord): readonly string[] {
  const { kind, key, accountId, path, body, scenario } = command;
  const stamp = (at: number) => new Date(at).toISOString().slice(11, 23);
  const asked = `${kind} ${path} ${JSON.stringify(body)}${scenario === null ? '' : ` (gateway: ${scenario})`}`;
  return [
    `${asked} by ${accountId}, key ${key}`,
    ...command.attempts.map(({ sentAt, answeredAt, api, answer }) => {
      const came =
        answer.kind === 'ok'
          ? `accepted as ${String(answer.body.id)}`
          : answer.kind === 'refused'
            ? `refused: ${answer.status} ${answer.code}`
            : `unknown: ${answer.reason}`;
      return `  ${stamp(sentAt)} sent to ${api}, ${answeredAt - sentAt} ms later ${came}`;
    }),
    ...command.reports
      .filter(({ status }, index) => index === 0 || status !== command.reports[index - 1]?.status)
      .map(({ at, status, code }) => `  ${stamp(at)} reported ${status}${code === null ? '' : ` (${code})`}`),
    ...(endOf(command) === null ? ['  no end was reported'] : []),
  ];
}
