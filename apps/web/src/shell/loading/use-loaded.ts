import type { Problem } from '@concert-mania/client/problem';
import { sleep } from '@concert-mania/client/send';
import { useEffect, useState } from 'preact/hooks';
import { useLanguage } from '../texts.ts';
import { untilReturn, untilSeen } from './page-return.ts';
import { isPassing, problemOf } from './passing.ts';

/** Something that a page loads. `problem` is null when the API could not be reached. */
export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly problem: Problem | null; readonly retry: () => void }
  | { readonly state: 'ready'; readonly value: T; readonly reload: () => void };

type Outcome<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly problem: Problem | null }
  | { readonly state: 'ready'; readonly value: T };

/** When to load a value again, in milliseconds; null: when the fan comes back to the page. */
export type AgainAfter<T> = (value: T) => number | null;

/** Pauses are spread by this share, so that the pages of all fans do not ask together. */
const JITTER = 0.25;
/** Between tries of a page that got no answer. */
export const RETRY_MS = 5_000;

/**
 * Loads when the component appears and when `deps` change, and stops when it disappears. Tries
 * again by itself while the API is away; then the last value stays. `againAfter` polls, but not
 * while the page is hidden.
 */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  deps: readonly unknown[],
  againAfter?: AgainAfter<T>,
): Loaded<T> {
  const [outcome, setOutcome] = useState<Outcome<T>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  const again = () => setRound((last) => last + 1);
  const language = useLanguage();

  useEffect(() => setOutcome({ state: 'loading' }), deps);
  useEffect(() => {
    const over = new AbortController();
    // It rejects only after the abort.
    keepLoaded(load, againAfter, setOutcome, over.signal).catch(() => undefined);
    return () => over.abort();
  }, [...deps, round]);
  useEffect(() => {
    // The API writes a refusal in the language of its request.
    if (outcome.state === 'failed') again();
  }, [language]);

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

async function keepLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  againAfter: AgainAfter<T> | undefined,
  show: (next: (last: Outcome<T>) => Outcome<T>) => void,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const next = await outcomeOf(load, signal);
    signal.throwIfAborted();
    const isAway = next.state === 'failed' && isPassing(next.problem);
    show((last) => (isAway && last.state === 'ready' ? last : next));
    if (isAway) await pause(RETRY_MS, signal);
    else if (next.state === 'ready' && againAfter !== undefined) await pause(againAfter(next.value), signal);
    else return;
  }
}

type Ended<T> = Exclude<Outcome<T>, { state: 'loading' }>;

const outcomeOf = <T>(load: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<Ended<T>> =>
  load(signal).then(
    (value) => ({ state: 'ready', value }),
    (fault: unknown) => ({ state: 'failed', problem: problemOf(fault) }),
  );

async function pause(ms: number | null, signal: AbortSignal): Promise<void> {
  if (ms === null) return untilReturn(signal);
  await sleep(ms * (1 - JITTER + 2 * JITTER * Math.random()), signal);
  await untilSeen(signal);
}
