/** Resolves at once while the page is seen, else when it is. Rejects when the signal aborts. */
export const untilSeen = (signal: AbortSignal): Promise<void> =>
  document.hidden ? untilReturn(signal) : Promise.resolve();

/** Resolves when the page is seen again, or comes back from the browser's cache. */
export function untilReturn(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = new AbortController();
    const options = { signal: done.signal };
    const settle = (end: () => void) => {
      done.abort();
      end();
    };
    document.addEventListener('visibilitychange', () => document.hidden || settle(resolve), options);
    addEventListener('pageshow', ({ persisted }) => persisted && settle(resolve), options);
    signal.addEventListener('abort', () => settle(() => reject(signal.reason)), options);
  });
}
