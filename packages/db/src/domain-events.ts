import { prepared, type Queryable } from './database.ts';
import type { WritePart } from './write-together.ts';

/** A state change to be remembered: `version` counts from 1 within its stream (the id of what changed). */
export interface DomainEvent {
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

// One JSON parameter: escaping each document into an array literal took more time than everything else a batch does.
const INSERT = `insert into domain_events (stream, version, type, payload)
  select stream, version, type, payload
  from json_to_recordset($1::json) as e (stream text, version int, type text, payload jsonb) returning 1`;

/** Events as a part of a larger write. A second event with the same stream and version violates the primary key. */
export const eventsPart = (events: readonly DomainEvent[]): WritePart => ({
  name: 'events',
  sql: INSERT,
  values: [JSON.stringify(events)],
  rows: events.length,
});

/** Appends events in the caller's transaction. */
export async function appendEvents(tx: Queryable, events: readonly DomainEvent[]): Promise<void> {
  if (events.length > 0) await tx.query(prepared(INSERT), [JSON.stringify(events)]);
}
