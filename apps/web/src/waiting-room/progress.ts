/** The share of the way that is done, from 0 to 1; null before the draw. */
export function progressOf(firstAhead: number | null, ahead: number | null): number | null {
  if (firstAhead === null || ahead === null) return null;
  // The fan's own turn is the last step, so that the bar is full only when it is reached.
  return Math.min(1, Math.max(0, 1 - (ahead + 1) / (firstAhead + 2)));
}

const SPOKEN_STEP = 0.75;
const SPOKEN_EACH_BELOW = 5;

/** Whether a screen reader says the number ahead: not at every poll, but at every quarter less. */
export function isWorthSaying(saidAhead: number | null, ahead: number): boolean {
  if (saidAhead === null) return true;
  return ahead < saidAhead && (ahead <= saidAhead * SPOKEN_STEP || ahead <= SPOKEN_EACH_BELOW);
}
