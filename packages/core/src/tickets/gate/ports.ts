import type { ConcertId, PerformanceId, TicketId } from '../../shared/ids.ts';
import type { TicketStatus } from '../model.ts';

/** A performance that a steward can choose. */
export interface GatePerformance {
  readonly id: PerformanceId;
  readonly concertId: ConcertId;
  readonly title: string;
  readonly venue: string;
  readonly startsAt: Date;
}

/** A place in a list that is ordered by start, then by id. */
export type AfterPerformance = Pick<GatePerformance, 'startsAt' | 'id'>;

export interface GatePerformances {
  /** Published performances that begin today or near it, the first one first. */
  list(request: {
    readonly after: AfterPerformance | null;
    readonly limit: number;
  }): Promise<{ readonly items: readonly GatePerformance[]; readonly more: boolean }>;
}

/** How many people are in, by the tickets of a performance. */
export interface GateCounts {
  /** Grows with every change of a ticket. */
  readonly version: number;
  /** All tickets ever issued, void ones included. */
  readonly issued: number;
  readonly admitted: number;
  readonly void: number;
  /** Admitted scans whose place an earlier scan took later: two persons may have entered. */
  readonly overtaken: number;
  /** By the name of the gate. */
  readonly byGate: readonly { readonly gate: string; readonly admitted: number }[];
  /** The newest minutes in which somebody was admitted, oldest first. */
  readonly perMinute: readonly { readonly minute: Date; readonly admitted: number }[];
}

/** The most minutes that counts list. */
export const MAX_COUNTED_MINUTES = 180;

/** All tickets of a performance, for scanning without a network. */
export interface GateSnapshot {
  readonly version: number;
  readonly tickets: readonly (readonly [TicketId, version: number, TicketStatus])[];
}

export interface GateReader {
  /** All zero if there is no such performance. */
  counts(performanceId: PerformanceId): Promise<GateCounts>;
  snapshot(performanceId: PerformanceId): Promise<GateSnapshot>;
}
