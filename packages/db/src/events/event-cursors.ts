import { EventCursorAhead } from '@concert-mania/core/events/ports';
import { prepared, type Queryable } from '../connection/database.ts';

export interface EventLogBounds {
  /** The highest number given to an event. */
  readonly last: number;
  /** Every event up to this number is visible to the next statement, or was rolled back. */
  readonly final: number;
}

const BOUNDS = prepared('select last, final from event_log_bounds()');

export async function readEventLogBounds(connection: Queryable): Promise<EventLogBounds> {
  const [bounds] = await connection.query<EventLogBounds>(BOUNDS);
  if (!bounds) throw new Error('event_log_bounds() returned no row');
  return bounds;
}

/** Throws `EventCursorAhead` if the cursor is beyond the highest number. */
export function refuseFuture(consumer: string, position: number, last: number): void {
  if (position > last) throw new EventCursorAhead(consumer, position, last);
}

/**
 * Returns the number up to which every event was handled, and records the types that the consumer
 * wants. The caller holds the consumer's lock. Throws `EventCursorAhead`.
 */
export async function takeCursor(
  connection: Queryable,
  consumer: string,
  types: readonly string[],
): Promise<number> {
  await refuseLaggingSequence(connection, consumer);
  const [cursor] = await connection.query<{ seq: number; position: number | null }>(
    `insert into event_cursors (consumer, types) values ($1, $2)
     on conflict (consumer) do update set types = excluded.types returning seq, position`,
    [consumer, types],
  );
  if (!cursor) throw new Error(`${consumer} has no cursor`);
  const bounds = await readEventLogBounds(connection);
  const own = cursor.position ?? 0;
  refuseFuture(consumer, Math.max(own, cursor.seq), bounds.last);
  if (cursor.position !== null && cursor.seq <= own) return own;
  // A process of an earlier version may have read further. Both positions are safe, so the later
  // one counts.
  const position = Math.max(own, await carryOver(connection, consumer, bounds.final));
  await connection.query('update event_cursors set position = $2 where consumer = $1', [consumer, position]);
  return position;
}

/** A log copied without its sequence would number new events below those already read. */
async function refuseLaggingSequence(connection: Queryable, consumer: string): Promise<void> {
  // The order of the statements matters: a visible event has its number before the sequence is
  // read.
  const [newest] = await connection.query<{ seq: number | null }>(
    'select max(seq) as seq from domain_events',
  );
  const { last } = await readEventLogBounds(connection);
  refuseFuture(consumer, newest?.seq ?? 0, last);
}

/**
 * Earlier versions read by transaction id, so unread events may have lower numbers than their
 * cursor. Returns the highest number below which all were read: some are read twice, none is lost.
 */
async function carryOver(connection: Queryable, consumer: string, final: number): Promise<number> {
  const [row] = await connection.query<{ position: number }>(
    `with unread as materialized (
       select e.seq from event_cursors c join domain_events e on (e.txid, e.seq) > (c.txid, c.seq) and e.seq <= c.seq
       where c.consumer = $1
     )
     select least($2::bigint, c.seq, (select min(seq) - 1 from unread)) as position
     from event_cursors c where c.consumer = $1`,
    [consumer, final],
  );
  if (!row) throw new Error(`${consumer} has no cursor`);
  return row.position;
}
