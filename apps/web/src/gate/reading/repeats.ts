const QUIET_MS = 3_000;

/**
 * Tells new codes from one that stays before the camera. A code counts again after it was out of
 * sight for three seconds.
 */
export function makeRepeats() {
  let last: { readonly code: string; readonly atMs: number } | null = null;
  return {
    isNew: (code: string, atMs: number): boolean => {
      const isSame = last?.code === code && atMs - last.atMs < QUIET_MS;
      last = { code, atMs };
      return !isSame;
    },
  };
}
