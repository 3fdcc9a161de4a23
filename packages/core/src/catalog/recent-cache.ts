import { makeBoundedMap } from '../shared/bounded-map.ts';

export interface RecentCacheLimits {
  /** How old an answer may be, counted from the moment its loading began. */
  readonly maxAgeMs: number;
  /** At least half as many of the entries used last are kept. */
  readonly maxEntries: number;
}

/** Counts what made everything remembered before it worthless: an edit of the programme. */
export type Epoch = () => number;
const unchanging: Epoch = () => 0;

interface Entry<V> {
  readonly startedMs: number;
  readonly epoch: number;
  readonly value: Promise<V>;
}

/**
 * Remembers what `load` answered for a short while, and lets simultaneous askers share one loading. Never answers with
 * something older than `maxAgeMs`, or loaded in an earlier epoch; a failed loading is forgotten at once. `nowMs` should be a
 * clock that only goes forward.
 */
export function keepRecent<K, V>(
  load: (key: K) => Promise<V>,
  limits: RecentCacheLimits,
  nowMs: () => number,
  epoch: Epoch = unchanging,
): (key: K) => Promise<V> {
  const entries = makeBoundedMap<K, Entry<V>>(limits.maxEntries);
  return (key) => {
    const known = entries.get(key);
    const isCurrent = known && known.epoch === epoch() && nowMs() - known.startedMs < limits.maxAgeMs;
    if (isCurrent) return known.value;
    const entry = { startedMs: nowMs(), epoch: epoch(), value: load(key) };
    entries.set(key, entry);
    entry.value.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return entry.value;
  };
}
