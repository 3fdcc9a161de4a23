import type { RecordedEvent } from '@concert-mania/core/events/model';
import type { EventLog, EventReader } from '@concert-mania/core/events/ports';
import pg from 'pg';
import { LOCK_NAMES } from '../connection/advisory-locks.ts';
import { asQueryable, type OnStatement, prepared, type Queryable } from '../connection/database.ts';
import { deadlinesOf } from '../connection/deadlines.ts';
import { checkKept } from '../connection/kept-sessions.ts';
import { type EventLogBounds, refuseFuture, takeCursor } from './event-cursors.ts';

export interface EventLogOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /**
   * The server ends the session of a reader that is silent for longer, so a frozen process loses
   * it.
   */
  readonly silenceSeconds: number;
  readonly onStatement?: OnStatement;
  /** The number of events per page. */
  readonly pageSize: number;
}

export const EVENT_LOG_DEFAULTS = {
  connectTimeoutMs: 1_000,
  statementTimeoutMs: 5_000,
  silenceSeconds: 10,
  pageSize: 1_000,
} as const;

const HELD = 'reservation.held';

/** Reads `domain_events`. Each consumer has its own connection, which holds its advisory lock. */
export function makeEventLog(options: EventLogOptions): EventLog {
  return {
    open: async (consumer, types) => {
      const connect = async () => {
        const client = new pg.Client({
          connectionString: options.url,
          application_name: `${options.applicationName} ${consumer}`,
          ...deadlinesOf(options),
        });
        // A broken connection also fails the running statement or the next one, which handles the
        // error.
        client.on('error', () => {});
        await client.connect();
        return client;
      };
      const client = await connect();
      const connection = asQueryable(client, options.onStatement);
      try {
        await checkKept(client, connect);
        // Only the cursor is written. A crash repeats the step, so commits need not wait for the
        // disk. The statements use the same indexes at any size of the log, so they are planned
        // once.
        await connection.query(
          `set idle_session_timeout = '${options.silenceSeconds}s'; set synchronous_commit = off;
           set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_bitmapscan = off`,
        );
      } catch (error) {
        await client.end();
        throw error;
      }
      return makeReader(connection, () => client.end(), { consumer, types, pageSize: options.pageSize });
    },
  };
}

function makeReader(
  connection: Queryable,
  close: () => Promise<void>,
  reading: { readonly consumer: string; readonly types: readonly string[]; readonly pageSize: number },
): EventReader {
  const { consumer, types, pageSize } = reading;
  const page = types.includes(HELD) ? PAGE_OF_ALL : PAGE_BUT_HOLDS;
  let position: number | null = null;
  let upTo: number | null = null;

  return {
    acquire: async () => {
      if (position !== null) return true;
      const [lock] = await connection.query<{ mine: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1::text || $2::text, 0)) as mine',
        [LOCK_NAMES.eventLog, consumer],
      );
      if (!lock?.mine) return false;
      position = await takeCursor(connection, consumer, types);
      return true;
    },
    next: async () => {
      if (position === null) throw new Error(`${consumer} has no position: acquire() has not succeeded`);
      upTo = null;
      const [bounds] = await connection.query<EventLogBounds>(BOUNDS_AT, [consumer, position]);
      if (!bounds) throw takenOver(consumer);
      refuseFuture(consumer, position, bounds.last);
      if (bounds.final <= position) return null;
      const rows = await connection.query<EventRow>(page, [position, bounds.final, pageSize, types]);
      const last = rows.at(-1);
      if (!last) return null;
      upTo = last.seq;
      const events = rows.filter((row) => types.includes(row.type)).map(toEvent);
      return { events, full: last.read === pageSize };
    },
    advance: async () => {
      if (position === null || upTo === null) return;
      const moved = await connection.query(ADVANCE, [consumer, position, upTo]);
      if (moved.length === 0) throw takenOver(consumer);
      position = upTo;
      upTo = null;
    },
    keepAlive: async () => {
      await connection.query('select 1');
    },
    close,
  };
}

const takenOver = (consumer: string) => new Error(`another process reads the event log as ${consumer}`);

// Returns no row if another process set the cursor. An idle reader would not notice otherwise.
const BOUNDS_AT = prepared(
  `select b.last, b.final from event_log_bounds() b, event_cursors c where c.consumer = $1 and c.position = $2`,
);
const ADVANCE = prepared(
  'update event_cursors set position = $3 where consumer = $1 and position = $2 returning consumer',
);

interface EventRow {
  stream: string;
  version: number;
  type: string;
  seq: number;
  occurred_at: Date;
  traceparent: string | null;
  /** The number of events on the page, wanted or not. */
  read: number;
}

// The last row of a page is returned for any type: it marks the end of the page.
const pageSql = (which: string): string =>
  prepared(`with page as materialized (
      select stream, version, type, seq, occurred_at, traceparent from domain_events
      where seq > $1 and seq <= $2 ${which}
      order by seq limit $3
    )
    select stream, version, type, seq, occurred_at, traceparent, (select count(*) from page)::int as read
    from page
    where type = any($4) or seq = (select max(seq) from page)
    order by seq`);
const PAGE_OF_ALL = pageSql('');
// During a rush nearly all events are holds. Consumers that want none use the index
// domain_events_position_but_holds.
const PAGE_BUT_HOLDS = pageSql(`and type <> '${HELD}'`);

const toEvent = (row: EventRow): RecordedEvent => ({
  id: `${row.stream}.${row.version}`,
  stream: row.stream,
  version: row.version,
  position: row.seq,
  type: row.type,
  occurredAt: row.occurred_at,
  traceparent: row.traceparent ?? undefined,
});
