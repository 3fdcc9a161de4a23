const MS_PER_SECOND = 1_000;

/** The time to pay, as the server answered. `askedAtMs` is the monotonic time of the request. */
export interface HoldTime {
  readonly remainingSeconds: number;
  readonly askedAtMs: number;
}

/**
 * Whole seconds left. They are counted from the request, so a slow answer shows less time, never
 * more. The wall clock of the device does not matter.
 */
export const secondsLeft = ({ remainingSeconds, askedAtMs }: HoldTime, nowMs: number): number =>
  Math.max(0, Math.ceil(remainingSeconds - (nowMs - askedAtMs) / MS_PER_SECOND));
