import type { Queryable } from './database.ts';

/** A state change to be remembered: `version` counts from 1 within its stream (the id of what changed). */
export interface DomainEvent {
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Appends events in the caller's transaction. A second event with the same stream and version violates the primary key. */
export async function appendEvents(tx: Queryable, events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `insert into domain_events (stream, version, type, payload)
     select * from unnest($1::text[], $2::int[], $3::text[], $4::jsonb[])`,
    [
      events.map((event) => event.stream),
      events.map((event) => event.version),
      events.map((event) => event.type),
      events.map((event) => JSON.stringify(event.payload)),
    ],
  );
}
