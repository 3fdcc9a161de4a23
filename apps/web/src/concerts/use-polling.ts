import { useEffect } from 'preact/hooks';

/** How much polls are spread, so that the pages of all fans do not ask together. */
const JITTER = 0.25;

/**
 * Calls `reload` about so many milliseconds after an answer, and when the fan returns to the page after them.
 * A hidden page does not ask. `round` is the answer.
 */
export function usePolling(reload: () => void, afterMs: () => number, round: unknown): void {
  useEffect(() => {
    let isDue = false;
    const ask = () => {
      isDue = true;
      if (!document.hidden) reload();
    };
    const timer = setTimeout(ask, afterMs() * (1 - JITTER + 2 * JITTER * Math.random()));
    const onVisible = () => {
      if (isDue && !document.hidden) reload();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [round]);
}
