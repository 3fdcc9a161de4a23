import type { SaleOver } from './model.ts';

const NEAREST_POLL_MS = 1_000;
const FARTHEST_POLL_MS = 60_000;
const SETTLED_POLL_MS = 15_000;
const PRE_OPEN_NEAREST_POLL_MS = 5_000;
/** All who gather have the same distance: together they ask about 17,000 times a second at most, up to a million of them. */
const PRE_OPEN_POLL_MS_PER_FAN = 0.06;
/** A fan asks about this many times on the way to the front. */
const POLLS_PER_WAIT = 5;
const POLL_MS_PER_FAN_AHEAD = 10;
const JITTER = 0.25;
/** What is left of a claim is for the request to arrive. */
const CLAIM_SHARE = 0.8;

/** Seconds until a waiting fan is admitted at the measured rate; null when nobody is being admitted. */
export function estimateWaitSeconds(ahead: number, admissionsPerSecond: number): number | null {
  if (admissionsPerSecond <= 0) return null;
  return Math.ceil((ahead + 1) / admissionsPerSecond);
}

/** What the next question depends on. */
export type Distance =
  | { readonly status: 'admitted' | 'expired' }
  | {
      readonly status: 'pre_open' | 'waiting';
      readonly ahead: number | null;
      readonly admissionsPerSecond: number;
      /** Counts before the opening alone. */
      readonly opensInMs: number;
      readonly inLine: number;
      /** How long an admitted fan may stay unseen. */
      readonly claimSeconds: number;
      /** `sold_out` if nobody is admitted until seats come back. */
      readonly reason?: SaleOver | null;
    };

/**
 * When to ask again: later the farther away the fan is, between one second and one minute, ± 25 % so that those who
 * came together do not ask together. Soon enough in any case that a fan who keeps to it shows up in time after being
 * admitted, however sudden that is. `random` is from [0, 1).
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
      const { ahead, admissionsPerSecond, claimSeconds, reason } = distance;
      if (reason) return Math.min(SETTLED_POLL_MS, longestPollMs(claimSeconds));
      const waitSeconds = estimateWaitSeconds(ahead ?? 0, admissionsPerSecond);
      const awayMs =
        waitSeconds === null ? (ahead ?? 0) * POLL_MS_PER_FAN_AHEAD : (waitSeconds * 1_000) / POLLS_PER_WAIT;
      return Math.min(clamp(awayMs, NEAREST_POLL_MS, FARTHEST_POLL_MS), longestPollMs(claimSeconds));
    }
  }
}

/** With the jitter on top this is still before a claim lapses that begins as soon as anybody is admitted. */
const longestPollMs = (claimSeconds: number, nobodyAdmittedForMs = 0): number =>
  (nobodyAdmittedForMs + claimSeconds * 1_000 * CLAIM_SHARE) / (1 + JITTER);

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
