const WATCH_MS = 5_000;
/** A visible page whose timer is so late was asleep. */
const ASLEEP_MS = 15_000;

/**
 * Gives a signal that aborts when the fan next returns: the page becomes visible or is restored,
 * the network is back, or the device wakes up.
 */
export function watchReturns(over: AbortSignal): () => AbortSignal {
  let next = new AbortController();
  const onReturn = () => {
    const before = next;
    next = new AbortController();
    before.abort();
  };
  const options = { signal: over };
  document.addEventListener('visibilitychange', () => document.hidden || onReturn(), options);
  addEventListener('online', onReturn, options);
  addEventListener('pageshow', ({ persisted }) => persisted && onReturn(), options);
  let lastMs = Date.now();
  const timer = setInterval(() => {
    const nowMs = Date.now();
    if (nowMs - lastMs > ASLEEP_MS && !document.hidden) onReturn();
    lastMs = nowMs;
  }, WATCH_MS);
  over.addEventListener('abort', () => clearInterval(timer));
  return () => next.signal;
}
