import { activeTraceparent, isSampled } from '@concert-mania/runtime/tracing/trace-context';
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
  /** The trace of its command. Without it: of the running work. Kept if it is recorded. */
  readonly traceparent?: string | undefined;
}

/** For events that do not belong to the trace of the running work. */
export const NO_TRACE = '';

const INSERT = `insert into domain_events (stream, version, type, payload)
  select * from unnest($1::text[], $2::int[], $3::text[], $4::json[]) returning 1`;
// Most events belong to no recorded trace. They are written without the column.
const INSERT_TRACED = `insert into domain_events (stream, version, type, payload, traceparent)
  select stream, version, type, payload, nullif(traceparent, '')
  from unnest($1::text[], $2::int[], $3::text[], $4::json[], $5::text[])
    as e (stream, version, type, payload, traceparent) returning 1`;

/**
 * Events as a part of a larger write. A stream's version can be written only once (primary key).
 */
export function eventsPart(events: readonly DomainEvent[]): WritePart {
  const active = activeTraceparent();
  const traces = events.map(({ traceparent = active }) => (isSampled(traceparent) ? traceparent : ''));
  const isTraced = traces.some((traceparent) => traceparent !== '');
  const values = [
    textArray(events.map((event) => event.stream)),
    intArray(events.map((event) => event.version)),
    textArray(events.map((event) => event.type)),
    jsonArray(events.map((event) => JSON.stringify(event.payload))),
  ];
  return {
    name: 'events',
    sql: isTraced ? INSERT_TRACED : INSERT,
    values: isTraced ? [...values, textArray(traces)] : values,
    rows: events.length,
  };
}

/** Appends events in the caller's transaction. */
export async function appendEvents(tx: Queryable, events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  const { sql, values } = eventsPart(events);
  await tx.query(prepared(sql), values);
}
