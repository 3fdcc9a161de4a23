import type { Queryable } from './database.ts';
import type { WritePart } from './write-together.ts';

/** A state change to be remembered: `version` counts from 1 within its stream (the id of what changed). */
export interface DomainEvent {
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Events as a part of a larger write. A second event with the same stream and version violates the primary key. */
export const eventsPart = (events: readonly DomainEvent[]): WritePart => ({
  name: 'events',
  sql: `insert into domain_events (stream, version, type, payload)
    select * from unnest($1::text[], $2::int[], $3::text[], $4::jsonb[]) returning 1`,
  values: [
    events.map((event) => event.stream),
    events.map((event) => event.version),
    events.map((event) => event.type),
    events.map((event) => JSON.stringify(event.payload)),
  ],
  rows: events.length,
});

/** Appends events in the caller's transaction. */
export async function appendEvents(tx: Queryable, events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  const { sql, values } = eventsPart(events);
  await tx.query(sql, values);
}
