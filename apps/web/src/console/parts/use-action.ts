import type { Problem } from '@concert-mania/client/problem';
import { useState } from 'preact/hooks';
import { problemOf } from '../../shell/loading/passing.ts';

export interface Action {
  readonly busy: boolean;
  /** Undefined: it has not failed. Null: the API could not be reached. */
  readonly problem: Problem | null | undefined;
  /** Starts the work, unless it is under way. */
  readonly run: (work: () => Promise<void>) => void;
  readonly forget: () => void;
}

/** Work that a button starts: whether it is under way, and how it failed. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null | undefined>(undefined);
  const run = (work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    work()
      .catch((error: unknown) => setProblem(problemOf(error)))
      .finally(() => setBusy(false));
  };
  return { busy, problem, run, forget: () => setProblem(undefined) };
}
