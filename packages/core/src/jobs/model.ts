import type { CommandReference } from '../shared/command.ts';
import type { AccountId, JobId } from '../shared/ids.ts';
import type { Outcome } from '../shared/outcome.ts';
import type { CommandName, CommandOutcome } from './command-catalogue.ts';

export type JobStatus = 'queued' | 'processing' | Outcome['status'];

/** A job whose command has a known name. */
export interface JobOf<N extends CommandName> {
  readonly id: JobId;
  readonly type: N;
  readonly accountId: AccountId;
  readonly status: JobStatus;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** Null until the job is final. */
  readonly outcome: CommandOutcome<N> | null;
}

/** A command's job as its owner sees it, wherever it is found. The type decides the result. */
export type Job<N extends CommandName = CommandName> = { readonly [K in N]: JobOf<K> }[N];

/** A command with its outcome, as a worker records it. */
export interface DecidedCommand<N extends CommandName> extends CommandReference {
  readonly type: N;
  readonly outcome: CommandOutcome<N>;
}
