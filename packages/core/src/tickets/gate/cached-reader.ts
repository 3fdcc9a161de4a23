import { keepRecent } from '../../catalogue/recent-cache.ts';
import type { GateReader } from './ports.ts';

const COUNT_LIMITS = { maxAgeMs: 900, maxEntries: 200 } as const;
/** Few are kept: each may list 60,000 tickets. */
const SNAPSHOT_LIMITS = { maxAgeMs: 900, maxEntries: 4 } as const;

/** Reads the tickets of a performance at most about once a second, however many ask. */
export const cacheGateReader = (inner: GateReader, nowMs: () => number): GateReader => ({
  counts: keepRecent((id) => inner.counts(id), COUNT_LIMITS, nowMs),
  snapshot: keepRecent((id) => inner.snapshot(id), SNAPSHOT_LIMITS, nowMs),
});
