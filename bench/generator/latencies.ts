/** Exact percentiles: sorting a few hundred thousand samples costs less than a histogram. */
export interface LatencySummary {
  readonly count: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

interface Latencies {
  /** Throws a `RangeError` beyond the capacity: a summary of a part would be a wrong one. */
  add(milliseconds: number): void;
  summary(): LatencySummary;
}

/** Collects latencies, at most `capacity` of them. */
export function makeLatencies(capacity: number): Latencies {
  const samples = new Float64Array(capacity);
  let count = 0;
  return {
    add: (milliseconds) => {
      if (count === capacity) throw new RangeError(`more than ${capacity} samples`);
      samples[count] = milliseconds;
      count += 1;
    },
    summary: () => summarize(samples.subarray(0, count)),
  };
}

export function summarize(samples: Float64Array): LatencySummary {
  const sorted = samples.toSorted();
  // Nearest rank: the smallest sample that at least this share of all samples does not exceed.
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return {
    count: sorted.length,
    meanMs: sorted.length === 0 ? 0 : sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    p999Ms: at(0.999),
    maxMs: at(1),
  };
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
