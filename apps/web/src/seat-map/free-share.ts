/** The share of free seats in percent: 0 % only if none is free, 100 % only if all are. */
export function freeShare(share: number): string {
  const percent = Math.round(share * 100);
  if (share > 0 && share < 1) return `${Math.min(99, Math.max(1, percent))}%`;
  return `${percent}%`;
}
