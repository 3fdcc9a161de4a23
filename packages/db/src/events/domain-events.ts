import { intArray, jsonArray, textArray } from '../connection/binary-arrays.ts';
import { prepared, type Queryable } from '../connection/database.ts';
import type { WritePart } from '../connection/write-together.ts';

/**
 * A recorded state change. `version` counts from 1 within its stream, the id of the changed thing.
 */
export interface DomainEvent {
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const INSERT = `insert into domain_events (stream, version, type, payload)
  select * from unnest($1::text[], $2::int[], $3::text[], $4::json[]) returning 1`;

const valuesOf = (events: readonly DomainEvent[]): readonly Buffer[] => [
  textArray(events.map((event) => event.stream)),
  intArray(events.map((event) => event.version)),
  textArray(events.map((event) => event.type)),
  jsonArray(events.map((event) => JSON.stringify(event.payload))),
];

/**
 * Events as a part of a larger write. A stream's version can be written only once (primary key).
 */
export const eventsPart = (events: readonly DomainEvent[]): WritePart => ({
  name: 'events',
  sql: INSERT,
  values: valuesOf(events),
  rows: events.length,
});

/** Appends events in the caller's transaction. */
export async function appendEvents(tx: Queryable, events: readonly DomainEvent[]): Promise<void> {
  if (events.length > 0) await tx.query(prepared(INSERT), valuesOf(events));
}
