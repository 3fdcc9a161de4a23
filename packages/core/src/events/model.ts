import type { AccountId, ConcertId, PerformanceId, ReservationId } from '../shared/ids.ts';

/**
 * An event from the log, without its payload: handlers read the current state from PostgreSQL.
 * Its id is `<stream>.<version>`.
 */
export interface RecordedEvent {
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  /** Its position in the log, higher than that of every event relayed before. */
  readonly position: number;
  readonly type: string;
  readonly occurredAt: Date;
  /** The recorded trace that caused it: a W3C `traceparent`. */
  readonly traceparent?: string | undefined;
}

/** The facts about a reservation that event handlers need. They never change. */
export interface TouchedReservation {
  readonly id: ReservationId;
  readonly accountId: AccountId;
  readonly concertId: ConcertId;
  readonly performanceId: PerformanceId;
  readonly seatNumbers: readonly number[];
}

/** Handles events. Calling it again with the same events must be harmless. Throws on a fault. */
export type EventHandler = (events: readonly RecordedEvent[]) => Promise<void>;
