import type { ConcertSettingsLookup, PerformanceLookup } from './ports.ts';
import { keepRecent } from './recent-cache.ts';

/** Catalogue facts are asked again after this long: a change by an admin is seen within a second. */
export const LOOKUP_LIMITS = { maxAgeMs: 900, maxEntries: 2_000 } as const;

/** A lookup that asks the inner one at most about once a second for each performance, unknown ones included. */
export function cachePerformances(inner: PerformanceLookup, nowMs: () => number): PerformanceLookup {
  return { find: keepRecent((id) => inner.find(id), LOOKUP_LIMITS, nowMs) };
}

/** A lookup that asks the inner one at most about once a second for each concert, unknown ones included. */
export function cacheConcertSettings(
  inner: ConcertSettingsLookup,
  nowMs: () => number,
): ConcertSettingsLookup {
  return { find: keepRecent((id) => inner.find(id), LOOKUP_LIMITS, nowMs) };
}
