import { makeBoundedMap } from '../shared/bounded-map.ts';

/** A memory that outlives this process and is shared with other processes. */
export interface OutsideMemory<V> {
  keep(key: string, value: V): Promise<void>;
  /** Null if nothing is stored, or if it is too old. */
  recall(key: string): Promise<V | null>;
}

export interface RideOutOptions<V> {
  /** Whether a fault means that the source is down temporarily. */
  readonly isAway: (error: unknown) => boolean;
  /** The maximum age of an answer while the source is down. */
  readonly maxAgeMs: number;
  readonly maxEntries: number;
  /** A monotonic clock, in milliseconds. */
  readonly nowMs: () => number;
  readonly memory?: OutsideMemory<V>;
}

/**
 * While the source is down, answers from memory and queries it in the background. Prefers the
 * shared memory, since another process may reach the source. Without a value, rethrows the fault.
 */
export function rideOut<V>(
  load: (key: string) => Promise<V | null>,
  { isAway, maxAgeMs, maxEntries, nowMs, memory }: RideOutOptions<V>,
): (key: string) => Promise<V | null> {
  const known = makeBoundedMap<string, { readonly value: V; readonly atMs: number }>(maxEntries);
  const underWay = new Map<string, Promise<V | null>>();
  let away = false;

  const remember = (key: string, value: V | null): void => {
    known.delete(key);
    if (value === null) return;
    known.set(key, { value, atMs: nowMs() });
    // Storing helps only later requests, so the caller does not wait for it.
    memory?.keep(key, value).catch(() => undefined);
  };
  const refresh = async (key: string): Promise<V | null> => {
    try {
      const value = await Promise.resolve(key).then(load);
      away = false;
      remember(key, value);
      return value;
    } catch (error) {
      if (isAway(error)) away = true;
      throw error;
    } finally {
      underWay.delete(key);
    }
  };
  const attempt = (key: string): Promise<V | null> => {
    const started = underWay.get(key) ?? refresh(key);
    underWay.set(key, started);
    return started;
  };
  const lastKnown = async (key: string): Promise<V | null> => {
    const recalled = await memory?.recall(key).catch(() => null);
    if (recalled) return recalled;
    const own = known.get(key);
    return own && nowMs() - own.atMs < maxAgeMs ? own.value : null;
  };

  return async (key) => {
    const asked = attempt(key);
    if (away) {
      asked.catch(() => undefined);
      const last = await lastKnown(key);
      if (last !== null) return last;
    }
    try {
      return await asked;
    } catch (error) {
      const last = isAway(error) ? await lastKnown(key) : null;
      if (last === null) throw error;
      return last;
    }
  };
}
