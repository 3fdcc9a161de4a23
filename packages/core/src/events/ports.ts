import type { ReservationId } from '../shared/ids.ts';
import type { RecordedEvent, TouchedReservation } from './model.ts';

export interface EventPage {
  /** Those of the wanted types, oldest first; there may be none among what was read. */
  readonly events: readonly RecordedEvent[];
  /** As much was read as is at once: there is more. */
  readonly full: boolean;
}

/**
 * One consumer's reading of the event log, in order and without gaps. Only one process in the system can have acquired
 * the same consumer at a time. Every method throws once the connection to the truth is lost; open another reader then.
 */
export interface EventReader {
  /** Takes the consumer's place when nobody has it; asked again by the one who has it, answers true. */
  acquire(): Promise<boolean>;
  /** The next events; null when there is nothing new. Answers the same until `advance`. */
  next(): Promise<EventPage | null>;
  /** Notes that the events of the last `next` were dealt with. Throws when another process took over in between. */
  advance(): Promise<void>;
  /** Shows that the reader is alive while it is busy elsewhere. A silent one loses its place. */
  keepAlive(): Promise<void>;
  close(): Promise<void>;
}

export interface EventLog {
  /** Opens a reading under the consumer's name, which remembers its position for good. */
  open(consumer: string, types: readonly string[]): Promise<EventReader>;
}

/**
 * A consumer's cursor, or the log itself, is beyond the last number given to an event. The consumer
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

/** What a consumer has not read, and what it may be waiting for. */
export interface EventBacklog {
  readonly consumer: string;
  /** The event up to which it has read; null until it reads for the first time. */
  readonly position: number | null;
  /** The last number given to an event. */
  readonly last: number;
  /** Age of the oldest unread event of a type that the consumer wants; null if there is none. */
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
  /** The reservations of these ids, in any order; an unknown id is left out. */
  findTouched(ids: readonly ReservationId[]): Promise<readonly TouchedReservation[]>;
}
