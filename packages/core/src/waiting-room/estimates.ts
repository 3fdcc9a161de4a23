const NEAREST_POLL_MS = 1_000;
const FARTHEST_POLL_MS = 60_000;
const SETTLED_POLL_MS = 15_000;
const PRE_OPEN_NEAREST_POLL_MS = 5_000;
/**
 * Before the opening all fans together poll at most about 17,000 times a second, up to a million.
 */
const PRE_OPEN_POLL_MS_PER_FAN = 0.06;
/** About how many times a fan polls on the way to the front. */
const POLLS_PER_WAIT = 5;
const POLL_MS_PER_FAN_AHEAD = 10;
const JITTER = 0.25;
/** The rest of the claim time is for the request to arrive. */
const CLAIM_SHARE = 0.8;

/** Seconds until the fan is admitted at the measured rate; null if no fan is being admitted. */
export function estimateWaitSeconds(ahead: number, admissionsPerSecond: number): number | null {
  if (admissionsPerSecond <= 0) return null;
  return Math.ceil((ahead + 1) / admissionsPerSecond);
}

/** The facts that determine the next poll. */
export type Distance =
  | { readonly status: 'admitted' | 'expired' }
  | {
      readonly status: 'pre_open' | 'waiting';
      readonly ahead: number | null;
      readonly admissionsPerSecond: number;
      /** Only used before the opening. */
      readonly opensInMs: number;
      readonly inLine: number;
      /** Within this time after the admission a fan must poll. */
      readonly claimSeconds: number;
      /** No fan is admitted: the sale is sold out or paused. */
      readonly stopped?: boolean;
    };

/**
 * When to poll again: between 1 s and 1 min, longer farther back, ± 25 % to spread the requests. An
 * admitted fan who follows it polls in time. `random` is from [0, 1).
 */
export function pollAfterMs(distance: Distance, random: number): number {
  return Math.round(basePollMs(distance) * (1 - JITTER + 2 * JITTER * random));
}

function basePollMs(distance: Distance): number {
  switch (distance.status) {
    case 'admitted':
    case 'expired':
      return SETTLED_POLL_MS;
    case 'pre_open': {
      const { opensInMs, inLine, claimSeconds } = distance;
      const nearestMs = Math.max(PRE_OPEN_NEAREST_POLL_MS, inLine * PRE_OPEN_POLL_MS_PER_FAN);
      const baseMs = clamp(opensInMs / POLLS_PER_WAIT, nearestMs, FARTHEST_POLL_MS);
      return Math.min(baseMs, longestPollMs(claimSeconds, Math.max(0, opensInMs)));
    }
    case 'waiting': {
      const { ahead, admissionsPerSecond, claimSeconds, stopped } = distance;
      if (stopped) return Math.min(SETTLED_POLL_MS, longestPollMs(claimSeconds));
      const waitSeconds = estimateWaitSeconds(ahead ?? 0, admissionsPerSecond);
      const awayMs =
        waitSeconds === null ? (ahead ?? 0) * POLL_MS_PER_FAN_AHEAD : (waitSeconds * 1_000) / POLLS_PER_WAIT;
      return Math.min(clamp(awayMs, NEAREST_POLL_MS, FARTHEST_POLL_MS), longestPollMs(claimSeconds));
    }
  }
}

/** Even with the jitter, this is before a claim lapses that starts at the next admission. */
const longestPollMs = (claimSeconds: number, nobodyAdmittedForMs = 0): number =>
  (nobodyAdmittedForMs + claimSeconds * 1_000 * CLAIM_SHARE) / (1 + JITTER);

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
