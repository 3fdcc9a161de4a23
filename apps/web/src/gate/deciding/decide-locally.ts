/** The answer to a scan. */
export interface Verdict {
  readonly result: 'admitted' | 'already_used' | 'void' | 'wrong_performance' | 'unknown';
  /** When and where the ticket was used before, as far as it is known. */
  readonly first: FirstUse | null;
  /** In a merge: a later admission whose place this scan took. Two persons may have entered. */
  readonly overtaken?: FirstUse | null;
}

export interface FirstUse {
  readonly at: string;
  readonly gate: string;
}

/** A ticket as its code names it. The signature of the code is checked before. */
export interface SignedTicket {
  readonly ticketId: string;
  readonly performanceId: string;
  readonly seatNumber: number;
  readonly version: number;
}

/** The tickets of a performance, as the API listed them at `loadedAt`. */
export interface TicketList {
  readonly performanceId: string;
  readonly tickets: ReadonlyMap<string, ListedTicket>;
}

export interface ListedTicket {
  readonly version: number;
  readonly status: 'valid' | 'used' | 'void';
}

const without = (result: Verdict['result']): Verdict => ({ result, first: null });

/**
 * Decides a scan on this device. `ticket` is null for a code that we did not sign. A ticket that is
 * not in the list, or newer than there, was issued after the list: its signature is the proof.
 */
export function decideLocally(
  ticket: SignedTicket | null,
  { performanceId, tickets }: TicketList,
  usedHere: ReadonlyMap<string, FirstUse>,
): Verdict {
  if (ticket === null) return without('unknown');
  if (ticket.performanceId !== performanceId) return without('wrong_performance');
  const listed = tickets.get(ticket.ticketId);
  const isOld = listed !== undefined && ticket.version < listed.version;
  const isVoid = listed?.status === 'void' && ticket.version === listed.version;
  if (isOld || isVoid) return without('void');
  const first = usedHere.get(ticket.ticketId) ?? null;
  if (first !== null || listed?.status === 'used') return { result: 'already_used', first };
  return without('admitted');
}
