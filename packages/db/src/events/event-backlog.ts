import type { EventBacklog, EventWriter } from '@concert-mania/core/events/ports';
import { LOCK_CLASSES } from '../connection/advisory-locks.ts';
import type { Queryable } from '../connection/database.ts';

interface BacklogRow {
  consumer: string;
  position: number | null;
  last: number;
  oldest_seconds: number | null;
  waits_for_writer: boolean;
}

// Two queries, because readers use two indexes.
const oldest = (which: string): string => `select e.seq, e.occurred_at from domain_events e
  where e.seq > c.position and e.type = any(c.types) and ${which} order by e.seq limit 1`;
/** `u`: the oldest event that consumer `c` wants and has not read. */
export const OLDEST_UNREAD = `lateral (
    (${oldest(`'reservation.held' = any(c.types)`)})
    union all
    (${oldest(`e.type <> 'reservation.held' and not 'reservation.held' = any(c.types)`)})
  ) u`;

const BACKLOG = `
  select c.consumer, c.position, b.last, coalesce(u.seq > b.final, false) as waits_for_writer,
    extract(epoch from clock_timestamp() - u.occurred_at)::float8 as oldest_seconds
  from event_log_bounds() b cross join event_cursors c left join ${OLDEST_UNREAD} on true order by c.consumer`;

/** Reads the backlog of every consumer that has read the log. */
export async function readEventBacklog(db: Queryable): Promise<readonly EventBacklog[]> {
  const rows = await db.query<BacklogRow>(BACKLOG);
  return rows.map((row) => ({
    consumer: row.consumer,
    position: row.position,
    last: row.last,
    oldestUnreadSeconds: row.oldest_seconds === null ? null : Math.max(0, row.oldest_seconds),
    waitsForWriter: row.waits_for_writer,
  }));
}

const OLDEST_WRITER = `
  select l.pid, a.application_name, a.state, extract(epoch from clock_timestamp() - a.xact_start)::float8 as open_seconds
  from pg_locks l left join pg_stat_activity a using (pid)
  where l.locktype = 'advisory' and l.objsubid = 2 and l.classid::bigint between ${LOCK_CLASSES.eventWriters} and ${LOCK_CLASSES.eventWriters} + 32767
    and l.database = (select oid from pg_database where datname = current_database())
  order by l.classid::bigint, l.objid::bigint limit 1`;

/** Finds the open transaction whose first event has the lowest number; readers wait for it. */
export async function findOldestEventWriter(db: Queryable): Promise<EventWriter | null> {
  const [row] = await db.query<{
    pid: number | null;
    application_name: string | null;
    state: string | null;
    open_seconds: number | null;
  }>(OLDEST_WRITER);
  return row
    ? {
        pid: row.pid,
        applicationName: row.application_name,
        state: row.state,
        openSeconds: row.open_seconds,
      }
    : null;
}
