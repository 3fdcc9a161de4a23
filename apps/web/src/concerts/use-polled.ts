import { sleep } from '@concert-mania/client/send';
import { useEffect, useState } from 'preact/hooks';
import { type Loaded, problemOf } from '../shell/loading.ts';

/** How much polls are spread, so that the pages of all fans do not ask together. */
const JITTER = 0.25;

/**
 * Loads, and loads again about `afterMs` after each answer, but not while the page is hidden. A
 * poll that fails leaves the last value.
 */
export function usePolled<T>(
  load: (signal: AbortSignal) => Promise<T>,
  deps: readonly unknown[],
  afterMs: (value: T) => number,
): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const over = new AbortController();
    const again = () => setRound((last) => last + 1);
    setLoaded({ state: 'loading' });
    const run = async (): Promise<void> => {
      let value = await load(over.signal);
      for (;;) {
        setLoaded({ state: 'ready', value, reload: again });
        await sleep(afterMs(value) * (1 - JITTER + 2 * JITTER * Math.random()), over.signal);
        await untilVisible(over.signal);
        value = await load(over.signal).catch(() => value);
        over.signal.throwIfAborted();
      }
    };
    run().catch((fault: unknown) => {
      if (!over.signal.aborted) setLoaded({ state: 'failed', problem: problemOf(fault), retry: again });
    });
    return () => over.abort();
  }, [...deps, round]);
  return loaded;
}

function untilVisible(signal: AbortSignal): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const done = new AbortController();
    const options = { signal: done.signal };
    const settle = (end: () => void) => {
      done.abort();
      end();
    };
    document.addEventListener('visibilitychange', () => document.hidden || settle(resolve), options);
    signal.addEventListener('abort', () => settle(() => reject(signal.reason)), options);
  });
}
