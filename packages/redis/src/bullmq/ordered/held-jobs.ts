import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import type { WaitingJob } from './ordered-queue.ts';

/** Jobs that were read but left undecided: the oldest of the queue, which keep their places. */
export interface HeldJobs<P> {
  readonly jobs: readonly WaitingJob[];
  readonly commands: readonly AcceptedCommand<P>[];
  /** Whether to retry them even if no new job arrived. */
  readonly isDue: () => boolean;
  /** Resolves when they are due. */
  readonly due: Promise<void>;
}

export const NONE_HELD: HeldJobs<never> = {
  jobs: [],
  commands: [],
  isDue: () => false,
  due: Promise.resolve(),
};

/** The undecided jobs of a batch after some were finished. */
export function holdBack<P>(
  batch: { readonly jobs: readonly WaitingJob[]; readonly commands: readonly AcceptedCommand<P>[] },
  finished: readonly { readonly id: string }[],
  ready: Promise<void>,
): HeldJobs<P> {
  if (finished.length === batch.jobs.length) return NONE_HELD;
  const done = new Set(finished.map(({ id }) => id));
  let isDue = false;
  return {
    jobs: batch.jobs.filter(({ id }) => !done.has(id)),
    commands: batch.commands.filter(({ jobId }) => !done.has(jobId)),
    isDue: () => isDue,
    due: ready.then(() => {
      isDue = true;
    }),
  };
}
