/** A share of free seats. Only none is 0 %, only all is 100 %. */
export function freeShare(share: number): string {
  const percent = Math.round(share * 100);
  if (share > 0 && share < 1) return `${Math.min(99, Math.max(1, percent))}%`;
  return `${percent}%`;
}
