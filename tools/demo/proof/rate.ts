/** Events per second: the average from the first to the last, and the best second of the clock. */
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
