import type { Queryable } from '../connection/database.ts';

/** The events of a reservation or payment, oldest first. */
export type Timeline = readonly { readonly type: string; readonly at: Date }[];

/** Timelines by the id of what changed. A thing without events is absent. One statement. */
export async function readTimelines(
  db: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Timeline>> {
  const rows = await db.query<{ stream: string; type: string; occurred_at: Date }>(
    'select stream, type, occurred_at from domain_events where stream = any($1) order by stream, version',
    [ids],
  );
  const ofStream = Map.groupBy(rows, (row) => row.stream);
  return new Map(
    [...ofStream].map(([id, events]) => [
      id,
      events.map(({ type, occurred_at }) => ({ type, at: occurred_at })),
    ]),
  );
}
