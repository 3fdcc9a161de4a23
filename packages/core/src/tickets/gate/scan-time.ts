const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;

/** How much older than its acceptance the time of a scan may be. */
export const OLDEST_SCAN_MS = { online: 300 * SECOND_MS, offline: 24 * HOUR_MS } as const;

/** How a scan reached us: at once, or merged after a time without a network. */
export const SCAN_MODES = ['online', 'offline'] as const satisfies readonly (keyof typeof OLDEST_SCAN_MS)[];
export type ScanMode = (typeof SCAN_MODES)[number];

/** The time of a scan as it counts, and why the device's own time was not allowed. */
export interface ScanTime {
  readonly at: Date;
  readonly clamped: 'future' | 'too_old' | null;
}

/**
 * Bounds a time that a device sent by the time at which the API accepted it. A scan without a time
 * was made when it was accepted.
 */
export function boundScanTime(sent: string | null, acceptedAt: Date, mode: ScanMode): ScanTime {
  if (sent === null) return { at: acceptedAt, clamped: null };
  const at = new Date(sent);
  const oldest = new Date(acceptedAt.getTime() - OLDEST_SCAN_MS[mode]);
  if (at > acceptedAt) return { at: acceptedAt, clamped: 'future' };
  if (at < oldest) return { at: oldest, clamped: 'too_old' };
  return { at, clamped: null };
}
