import type { ListedTicket, TicketList } from '../deciding/decide-locally.ts';
import type { TicketKey } from '../deciding/read-ticket.ts';

export type KeptTicket = readonly [id: string, version: number, status: ListedTicket['status']];

/** Everything that a device needs to check people in without a network, as it keeps it. */
export interface KeptList {
  readonly performanceId: string;
  readonly etag: string | null;
  readonly loadedAt: string;
  /** How far the clock of the server was ahead of this device's. */
  readonly clockAheadMs: number;
  readonly keys: readonly TicketKey[];
  readonly tickets: readonly KeptTicket[];
  /** Seats by their number; seat 1 is at 0. */
  readonly labels: readonly string[];
  readonly grades: readonly (string | null)[];
}

export const ticketsOf = ({ performanceId, tickets }: KeptList): TicketList => ({
  performanceId,
  tickets: new Map(tickets.map(([id, version, status]) => [id, { version, status }])),
});

/** The seat in words, such as `Floor 1-7 · VIP`. */
export function seatName(list: KeptList | null, seatNumber: number): string {
  const label = list?.labels[seatNumber - 1] ?? String(seatNumber);
  const grade = list?.grades[seatNumber - 1] ?? null;
  return grade === null ? label : `${label} · ${grade}`;
}
