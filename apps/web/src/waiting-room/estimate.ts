const MS_PER_SECOND = 1_000;
const SECONDS_PER_MINUTE = 60;
/** From here on the measured rate says too little for one number. */
const RANGE_FROM_MINUTES = 10;
const UNCERTAINTY = 0.2;
/** A later end than this is news; less is noise of the measured rate. */
const NEWS_SHARE = 0.25;
const NEWS_LEAST_MS = 60_000;

/** A wait as it is put into words. */
export type Estimate =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'under_a_minute' }
  | { readonly kind: 'about'; readonly minutes: number }
  | { readonly kind: 'between'; readonly fromMinutes: number; readonly toMinutes: number };

/** The estimate as the page keeps it. */
export interface KeptEstimate {
  /** When the fan may be admitted; null while it is unknown. */
  readonly endsAtMs: number | null;
  /** The wait became longer than the page had said. */
  readonly isLonger: boolean;
}

export const NO_ESTIMATE: KeptEstimate = { endsAtMs: null, isLonger: false };

/**
 * Takes in the estimate of an answer. An earlier end is shown at once. A little later one is
 * ignored, and a much later one is marked, so that the shown wait grows only with an explanation.
 */
export function followEstimate(kept: KeptEstimate, seconds: number | null, nowMs: number): KeptEstimate {
  if (seconds === null) return NO_ESTIMATE;
  const nextMs = nowMs + seconds * MS_PER_SECOND;
  if (kept.endsAtMs === null) return { endsAtMs: nextMs, isLonger: false };
  const newsMs = Math.max(NEWS_LEAST_MS, (kept.endsAtMs - nowMs) * NEWS_SHARE);
  if (nextMs > kept.endsAtMs + newsMs) return { endsAtMs: nextMs, isLonger: true };
  if (nextMs >= kept.endsAtMs) return kept;
  const isLonger = kept.isLonger && nextMs > kept.endsAtMs - newsMs;
  return { endsAtMs: nextMs, isLonger };
}

/** The wait that is left, as exact as it is known. */
export function estimateOf({ endsAtMs }: KeptEstimate, nowMs: number): Estimate {
  if (endsAtMs === null) return { kind: 'unknown' };
  const minutes = Math.max(0, endsAtMs - nowMs) / MS_PER_SECOND / SECONDS_PER_MINUTE;
  if (minutes < 1) return { kind: 'under_a_minute' };
  if (minutes < RANGE_FROM_MINUTES) return { kind: 'about', minutes: Math.round(minutes) };
  const step = stepOf(minutes);
  const fromMinutes = Math.floor((minutes * (1 - UNCERTAINTY)) / step) * step;
  const toMinutes = Math.ceil((minutes * (1 + UNCERTAINTY)) / step) * step;
  return { kind: 'between', fromMinutes, toMinutes };
}

/** Rounds to 5 minutes within an hour, later to half an hour. */
const stepOf = (minutes: number): number => (minutes < SECONDS_PER_MINUTE ? 5 : SECONDS_PER_MINUTE / 2);
