/** The longest wait for a job. */
export const MAX_WAIT_SECONDS = 30;

// A preference ends at a comma outside quotes (RFC 7240, 2).
const PREFERENCES = /(?:[^,"]|"(?:[^"\\]|\\.)*")+/g;
const WAIT = /^\s*wait\s*=\s*(?:"(\d{1,9})"|(\d{1,9}))\s*(?:;|$)/i;

/**
 * The time that a client prefers to wait for the outcome (RFC 7240, 4.3), in seconds within our
 * limit; 0: none. Only the first `wait` counts, not a parameter of another preference.
 */
export function preferredWaitSeconds(header: string | undefined): number {
  if (header === undefined) return 0;
  const wait = header.match(PREFERENCES)?.find((preference) => /^\s*wait\s*(?:[=;]|$)/i.test(preference));
  const [, quoted, bare] = (wait !== undefined && WAIT.exec(wait)) || [];
  return Math.min(Number(quoted ?? bare ?? 0), MAX_WAIT_SECONDS);
}
