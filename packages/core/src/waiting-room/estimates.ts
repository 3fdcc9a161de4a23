import type { Standing } from './model.ts';

const NEAREST_POLL_MS = 1_000;
const FARTHEST_POLL_MS = 60_000;
const SETTLED_POLL_MS = 15_000;
const PRE_OPEN_NEAREST_POLL_MS = 5_000;
/** A fan asks about this many times on the way to the front. */
const POLLS_PER_WAIT = 5;
const POLL_MS_PER_FAN_AHEAD = 10;
const JITTER = 0.25;

/** Seconds until a waiting fan is admitted at the measured rate; null when nobody is being admitted. */
export function estimateWaitSeconds(ahead: number, admissionsPerSecond: number): number | null {
  if (admissionsPerSecond <= 0) return null;
  return Math.ceil((ahead + 1) / admissionsPerSecond);
}

/** What the next question depends on. `opensInMs` counts before the opening alone. */
export interface Distance {
  readonly status: Standing['status'];
  readonly ahead: number | null;
  readonly admissionsPerSecond: number;
  readonly opensInMs: number;
}

/**
 * When to ask again: later the farther away the fan is, between one second and one minute, ± 25 % so that those who
 * came together do not ask together. `random` is from [0, 1).
 */
export function pollAfterMs(distance: Distance, random: number): number {
  return Math.round(basePollMs(distance) * (1 - JITTER + 2 * JITTER * random));
}

function basePollMs({ status, ahead, admissionsPerSecond, opensInMs }: Distance): number {
  switch (status) {
    case 'admitted':
    case 'expired':
      return SETTLED_POLL_MS;
    case 'pre_open':
      return clamp(opensInMs / POLLS_PER_WAIT, PRE_OPEN_NEAREST_POLL_MS, FARTHEST_POLL_MS);
    case 'waiting': {
      const waitSeconds = estimateWaitSeconds(ahead ?? 0, admissionsPerSecond);
      const awayMs =
        waitSeconds === null ? (ahead ?? 0) * POLL_MS_PER_FAN_AHEAD : (waitSeconds * 1_000) / POLLS_PER_WAIT;
      return clamp(awayMs, NEAREST_POLL_MS, FARTHEST_POLL_MS);
    }
  }
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
