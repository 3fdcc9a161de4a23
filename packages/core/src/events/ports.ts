import type { ReservationId } from '../shared/ids.ts';
import type { RecordedEvent, TouchedReservation } from './model.ts';

export interface EventPage {
  /** The events of the wanted types, oldest first; may be empty. */
  readonly events: readonly RecordedEvent[];
  /** The page is full, so there may be more. */
  readonly full: boolean;
}

/**
 * One consumer's reading of the event log, in order and without gaps. At most one process in the
 * system holds a consumer. Every method throws once the database connection is lost; then open
 * another reader.
 */
export interface EventReader {
  /** Acquires the consumer if no other process has it. True if this reader holds it. */
  acquire(): Promise<boolean>;
  /** The next events; null if there are none. Returns the same page until `advance`. */
  next(): Promise<EventPage | null>;
  /** Stores that the last page was handled. Throws if another process acquired the consumer. */
  advance(): Promise<void>;
  /** Reports that the reader is alive during long work. A silent reader loses the consumer. */
  keepAlive(): Promise<void>;
  close(): Promise<void>;
}

export interface EventLog {
  /** Opens a reader for a consumer, whose position is stored permanently. */
  open(consumer: string, types: readonly string[]): Promise<EventReader>;
}

/**
 * A consumer's cursor, or the log itself, is beyond the last assigned event number, so the consumer
 * would skip all new events.
 */
export class EventCursorAhead extends Error {
  override name = 'EventCursorAhead';
  readonly code = 'event_cursor_ahead';
  constructor(consumer: string, position: number, last: number) {
    super(
      `${consumer} stands at event ${position} but the last number given out is ${last}: the log or its sequence was restored to an earlier state. ` +
        `Repair it: npm run relay -- reset ${consumer} --to start|end|<number>|<time>`,
    );
  }
}

/** The unread events of a consumer. */
export interface EventBacklog {
  readonly consumer: string;
  /** The last event it has read; null before its first read. */
  readonly position: number | null;
  /** The last assigned event number. */
  readonly last: number;
  /** Age of the oldest unread event of a wanted type; null if there is none. */
  readonly oldestUnreadSeconds: number | null;
  /** Whether an open transaction that has written events blocks the oldest unread event. */
  readonly waitsForWriter: boolean;
}

/** An open transaction that has written events. */
export interface EventWriter {
  /** Null for a prepared transaction. */
  readonly pid: number | null;
  readonly applicationName: string | null;
  readonly state: string | null;
  readonly openSeconds: number | null;
}

export interface TouchedReservations {
  /** The reservations with these ids, in any order. Skips unknown ids. */
  findTouched(ids: readonly ReservationId[]): Promise<readonly TouchedReservation[]>;
}
