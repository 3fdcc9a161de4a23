import type { FirstUse, Verdict } from '../deciding/decide-locally.ts';

/** A scan as this device keeps it. It waits until the API has recorded it. */
export interface Scan {
  readonly scanId: string;
  readonly performanceId: string;
  readonly gate: string;
  readonly code: string;
  /** Null for a code that we did not sign. */
  readonly ticketId: string | null;
  readonly seatNumber: number | null;
  readonly at: string;
  /** The answer that the steward saw. */
  readonly shown: Verdict;
  /** The answer of the API; null while the scan waits. */
  readonly recorded: Verdict | null;
}

/** Keeps scans on the device. `put` resolves once they survive a crash of the browser. */
export interface ScanStore {
  readonly put: (scans: readonly Scan[]) => Promise<void>;
  /** Every kept scan, in the order of their times. */
  readonly all: () => Promise<readonly Scan[]>;
}

export const isWaiting = ({ recorded }: Scan): boolean => recorded === null;

/** A scan that was admitted without a network, and whose ticket was used twice or is void. */
export const isDoubtful = ({ shown, recorded }: Scan): boolean =>
  shown.result === 'admitted' &&
  recorded !== null &&
  (recorded.result !== 'admitted' || Boolean(recorded.overtaken));

/** Where tickets were first used, as far as this device knows, by ticket. */
export function usedHere(scans: readonly Scan[], performanceId: string): ReadonlyMap<string, FirstUse> {
  const uses = new Map<string, FirstUse>();
  for (const { ticketId, at, gate, shown, recorded, ...scan } of scans) {
    if (ticketId === null || scan.performanceId !== performanceId || uses.has(ticketId)) continue;
    const { result, first } = recorded ?? shown;
    const use = result === 'admitted' ? { at, gate } : first;
    if (use !== null) uses.set(ticketId, use);
  }
  return uses;
}

/** As many as the API takes. Codes that we signed are shorter. */
const MOST_CODE_CHARS = 512;

/**
 * The text of a code in a form that the API takes. It refuses a whole batch for one text that it
 * cannot take, and then no scan of this device would ever be merged.
 */
export const codeToSend = (code: string): string =>
  code.slice(0, MOST_CODE_CHARS).replaceAll('\0', ' ').toWellFormed() || ' ';
