const MAX_AGE_MS = 1_000;

/** Reads a value at most once a second, however many ask. */
export function atMostOnceASecond<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, { readonly atMs: number; readonly value: Promise<T> }>();
  return (key) => {
    const recent = known.get(key);
    if (recent && performance.now() - recent.atMs < MAX_AGE_MS) return recent.value;
    const value = read(key);
    known.set(key, { atMs: performance.now(), value });
    return value;
  };
}
