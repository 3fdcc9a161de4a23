import type { AccountId, ConcertId, PerformanceId, ReservationId } from '../shared/ids.ts';

/** An event as it stands in the log. Its id is `<stream>.<version>`: the same event always has the same one. */
export interface RecordedEvent {
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly payload: unknown;
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
