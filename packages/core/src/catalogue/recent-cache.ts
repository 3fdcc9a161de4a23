import { type BoundedMap, makeBoundedMap } from '../shared/bounded-map.ts';

export interface RecentCacheLimits {
  /** The maximum age of an answer, counted from the start of its load. */
  readonly maxAgeMs: number;
  /** At least half as many of the most recently used entries are kept. */
  readonly maxEntries: number;
}

/** Grows with every edit of the programme. Entries of an earlier epoch are not used. */
export type Epoch = () => number;
const unchanging: Epoch = () => 0;

interface Entry<V> {
  readonly startedMs: number;
  readonly epoch: number;
  readonly value: Promise<V>;
}

/**
 * Caches the answers of `load` and shares one load between simultaneous callers. Never caches a
 * failed load. Nulls have a cache of their own, so that queries for missing keys evict nothing.
 */
export function keepRecent<K, V>(
  load: (key: K) => Promise<V>,
  limits: RecentCacheLimits,
  nowMs: () => number,
  epoch: Epoch = unchanging,
): (key: K) => Promise<V> {
  const known = makeBoundedMap<K, Entry<V>>(limits.maxEntries);
  const unknown = makeBoundedMap<K, Entry<V>>(limits.maxEntries);
  const loading = new Map<K, Entry<V>>();
  const ifCurrent = (entry: Entry<V> | undefined): Entry<V> | null =>
    entry && entry.epoch === epoch() && nowMs() - entry.startedMs < limits.maxAgeMs ? entry : null;

  const start = (key: K): Promise<V> => {
    const entry = { startedMs: nowMs(), epoch: epoch(), value: load(key) };
    loading.set(key, entry);
    const keep = (map: BoundedMap<K, Entry<V>> | null): void => {
      if (loading.get(key) !== entry) return;
      loading.delete(key);
      map?.set(key, entry);
    };
    entry.value.then(
      (value) => keep(value === null ? unknown : known),
      () => keep(null),
    );
    return entry.value;
  };
  return (key) => {
    const entry = ifCurrent(known.get(key)) ?? ifCurrent(loading.get(key)) ?? ifCurrent(unknown.get(key));
    return entry?.value ?? start(key);
  };
}
