export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Percentiles by nearest rank: each is one of the values. Null where there is no value. */
export function percentilesOf(values: readonly number[]): Percentiles | null {
  const sorted = [...values].sort((a, b) => a - b);
  const max = sorted.at(-1);
  if (max === undefined) return null;
  const rank = (percent: number) => sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? max;
  return { count: sorted.length, p50: rank(50), p95: rank(95), p99: rank(99), max };
}

/**
 * How many happened per second, on average from the first to the last, and in the best second of
 * the clock.
 */
export function rateOf(atMs: readonly number[]): { readonly average: number; readonly best: number } | null {
  if (atMs.length < 2) return null;
  const perSecond = new Map<number, number>();
  for (const at of atMs) {
    const second = Math.floor(at / 1_000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  const sorted = [...atMs].sort((a, b) => a - b);
  const spanSeconds = Math.max(((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)) / 1_000, 1);
  return { average: atMs.length / spanSeconds, best: Math.max(...perSecond.values()) };
}
