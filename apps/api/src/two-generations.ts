export interface TwoGenerations<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
}

/**
 * A bounded memory of what was set lately: between half of `most` and all of it. Two maps take turns, and the older one is
 * dropped as a whole: to delete the oldest entry of one map again and again gets slow, as it steps over all deleted before.
 */
export function keepTwoGenerations<K, V>(most: number): TwoGenerations<K, V> {
  let young = new Map<K, V>();
  let old = new Map<K, V>();
  return {
    get: (key) => young.get(key) ?? old.get(key),
    set: (key, value) => {
      if (young.size >= most / 2) {
        old = young;
        young = new Map();
      }
      young.set(key, value);
    },
    delete: (key) => {
      young.delete(key);
      old.delete(key);
    },
  };
}
