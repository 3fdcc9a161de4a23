import { type CommandName, commandCatalogue } from '@concert-mania/core/jobs/command-catalogue';
import type { NamedCommand } from '../read-command.ts';
import type { Run } from './next-run.ts';
import type { WaitingJob } from './ordered-queue.ts';

/** Jobs that were read but left undecided: the oldest of the queue, which keep their places. */
export interface HeldJobs<N extends CommandName> {
  readonly jobs: readonly WaitingJob[];
  readonly commands: readonly NamedCommand<N>[];
  /** The ordering keys of the commands that the last run could not decide. */
  readonly stalled: ReadonlySet<string>;
  /** Whether to retry them even if no new job arrived. */
  readonly isDue: () => boolean;
  /** Resolves when they are due. */
  readonly due: Promise<void>;
}

export const NONE_HELD: HeldJobs<never> = {
  jobs: [],
  commands: [],
  stalled: new Set(),
  isDue: () => false,
  due: Promise.resolve(),
};

/** The undecided jobs of a batch after some were finished. */
export function holdBack<N extends CommandName>(
  batch: { readonly jobs: readonly WaitingJob[]; readonly commands: readonly NamedCommand<N>[] },
  finished: readonly { readonly id: string }[],
  run: Run<N> & { readonly ready: Promise<void> },
): HeldJobs<N> {
  if (finished.length === batch.jobs.length) return NONE_HELD;
  const done = new Set(finished.map(({ id }) => id));
  const stalled = run.commands.filter(({ jobId }) => !done.has(jobId));
  const commands = batch.commands.filter(({ jobId }) => !done.has(jobId));
  // Others wait only for their turn.
  let isDue = commands.length > stalled.length;
  return {
    jobs: batch.jobs.filter(({ id }) => !done.has(id)),
    commands,
    stalled: new Set(stalled.map(({ name, payload }) => commandCatalogue[name].orderingKey(payload))),
    isDue: () => isDue,
    due: run.ready.then(() => {
      isDue = true;
    }),
  };
}
