import { keepRecent } from '@concert-mania/core/catalogue/recent-cache';

const REMEMBERED = { maxAgeMs: 1_000, maxEntries: 1 } as const;

/** Caches a check's result, so that it runs at most about once a second for all rooms. */
export function rememberCheck(check: () => Promise<void>, nowMs: () => number): () => Promise<boolean> {
  const passes = keepRecent(
    (_: 'check') =>
      check().then(
        () => true,
        () => false,
      ),
    REMEMBERED,
    nowMs,
  );
  return () => passes('check');
}
