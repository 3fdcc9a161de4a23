import type { AccountId, ConcertId, PerformanceId, ReservationId } from '../shared/ids.ts';

/**
 * An event as the log tells it: what happened to what, and when. Its id is `<stream>.<version>`: the same event always has the same
 * one. Not what it carries: an effect reads from the truth, which may have moved on.
 */
export interface RecordedEvent {
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  /** Its position in the log, greater than that of every event relayed before it. */
  readonly position: number;
  readonly type: string;
  readonly occurredAt: Date;
}

/** What the effects of a reservation's events need to know of it; none of it ever changes. */
export interface TouchedReservation {
  readonly id: ReservationId;
  readonly accountId: AccountId;
  readonly concertId: ConcertId;
  readonly performanceId: PerformanceId;
  readonly seatNumbers: readonly number[];
}

/** Brings an effect in line with events. Must be harmless when called again with the same events; throws on a fault. */
export type EventHandler = (events: readonly RecordedEvent[]) => Promise<void>;
