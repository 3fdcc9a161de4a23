const MS_PER_SECOND = 1_000;
/** The most seconds that the API lets a look wait. */
const MOST_WAIT_SECONDS = 30;

/** How the place is asked for next: after a pause, and waiting so long for a change. */
export interface NextLook {
  readonly pauseMs: number;
  /** 0 for an answer at once. */
  readonly waitSeconds: number;
}

/**
 * Keeps to the server's `pollAfterMs`. Browsers slow down the timers of a hidden page to one a
 * minute, which may miss an admission; there the server holds the answer in place of a timer.
 */
export function nextLook(pollAfterMs: number, mayWait: boolean): NextLook {
  const waitSeconds = Math.ceil(pollAfterMs / MS_PER_SECOND);
  if (!mayWait || waitSeconds > MOST_WAIT_SECONDS) return { pauseMs: pollAfterMs, waitSeconds: 0 };
  return { pauseMs: 0, waitSeconds };
}

const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 30_000;
const JITTER = 0.25;

/** The pause after so many failures in a row. `random` is from [0, 1) and spreads the fans. */
export function retryAfterMs(failures: number, random: number): number {
  const base = Math.min(MOST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
  return Math.round(base * (1 - JITTER + 2 * JITTER * random));
}
