import { type Problem, ProblemError } from '@concert-mania/client/problem';
import { useCallback, useEffect, useState } from 'preact/hooks';

/** Something that a page loads. `problem` is null when the API could not be reached. */
export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly problem: Problem | null; readonly retry: () => void }
  | { readonly state: 'ready'; readonly value: T; readonly reload: () => void };

type Outcome<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly problem: Problem | null }
  | { readonly state: 'ready'; readonly value: T };

/** The API's problem of an error; null for a fault such as a lost connection. */
export const problemOf = (error: unknown): Problem | null =>
  error instanceof ProblemError ? error.problem : null;

/**
 * Loads when the component appears and when `deps` change, and stops when it disappears. Shows the
 * last value while the same thing is loaded again.
 */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, deps: readonly unknown[]): Loaded<T> {
  const [outcome, setOutcome] = useState<Outcome<T>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  const again = useCallback(() => setRound((last) => last + 1), []);

  useEffect(() => setOutcome({ state: 'loading' }), deps);
  useEffect(() => {
    const over = new AbortController();
    load(over.signal).then(
      (value) => {
        if (!over.signal.aborted) setOutcome({ state: 'ready', value });
      },
      (error: unknown) => {
        if (!over.signal.aborted) setOutcome({ state: 'failed', problem: problemOf(error) });
      },
    );
    return () => over.abort();
  }, [...deps, round]);

  switch (outcome.state) {
    case 'loading':
      return outcome;
    case 'failed':
      return {
        ...outcome,
        retry: () => {
          setOutcome({ state: 'loading' });
          again();
        },
      };
    case 'ready':
      return { ...outcome, reload: again };
  }
}
