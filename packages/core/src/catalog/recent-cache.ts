import { type BoundedMap, makeBoundedMap } from '../shared/bounded-map.ts';

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
 * something older than `maxAgeMs`, or loaded in an earlier epoch; a failed loading is forgotten at once. What is null is
 * remembered apart: whoever asks for a million things that do not exist pushes nothing out that does. `nowMs` should be a
 * clock that only goes forward.
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
