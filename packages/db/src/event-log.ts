import type { RecordedEvent } from '@concert-mania/core/events/model';
import type { EventLog, EventReader } from '@concert-mania/core/events/ports';
import pg from 'pg';
import { asQueryable, prepared, type Queryable } from './database.ts';
import { deadlinesOf } from './deadlines.ts';

export interface EventLogOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** The server ends the session of a reader that is silent for longer: a frozen process loses its place by itself. */
  readonly silenceSeconds: number;
  /** Most events read at once. */
  readonly pageSize: number;
}

export const EVENT_LOG_DEFAULTS = {
  connectTimeoutMs: 1_000,
  statementTimeoutMs: 5_000,
  silenceSeconds: 10,
  pageSize: 1_000,
} as const;

const HELD = 'reservation.held';

interface Position {
  readonly txid: string;
  readonly seq: number;
}

/** Reads `domain_events` on a connection of its own per consumer: the one that holds the consumer's advisory lock. */
export function makeEventLog(options: EventLogOptions): EventLog {
  return {
    open: async (consumer, types) => {
      const client = new pg.Client({
        connectionString: options.url,
        application_name: `${options.applicationName} ${consumer}`,
        ...deadlinesOf(options),
      });
      // A broken connection also fails the statement under way or the next one, which is where it is dealt with.
      client.on('error', () => {});
      await client.connect();
      const connection = asQueryable(client);
      try {
        // Only the cursor is written here; a step that a crash loses is taken again, so nobody waits for the disk. The few
        // statements always go by the same indexes, so they are planned once, whatever the size of the log was then.
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
  let position: Position | null = null;
  let upTo: Position | null = null;

  return {
    acquire: async () => {
      if (position !== null) return true;
      const [lock] = await connection.query<{ mine: boolean }>(
        `select pg_try_advisory_lock(hashtextextended('event log ' || $1, 0)) as mine`,
        [consumer],
      );
      if (!lock?.mine) return false;
      position = await readCursor(connection, consumer);
      return true;
    },
    next: async () => {
      if (position === null) throw new Error(`${consumer} was not acquired`);
      const rows = await connection.query<EventRow>(page, [position.txid, position.seq, pageSize, types]);
      const last = rows.at(-1);
      upTo = last ? { txid: last.txid, seq: last.seq } : null;
      if (!last) return null;
      const events = rows.filter((row) => types.includes(row.type)).map(toEvent);
      return { events, full: last.read === pageSize };
    },
    advance: async () => {
      if (position === null || upTo === null) return;
      const moved = await connection.query(ADVANCE, [
        consumer,
        position.txid,
        position.seq,
        upTo.txid,
        upTo.seq,
      ]);
      if (moved.length === 0) throw new Error(`somebody else reads the event log as ${consumer}`);
      position = upTo;
      upTo = null;
    },
    keepAlive: async () => {
      await connection.query('select 1');
    },
    close,
  };
}

async function readCursor(connection: Queryable, consumer: string): Promise<Position> {
  await connection.query('insert into event_cursors (consumer) values ($1) on conflict do nothing', [
    consumer,
  ]);
  const [row] = await connection.query<Position>(
    'select txid::text as txid, seq from event_cursors where consumer = $1',
    [consumer],
  );
  if (!row) throw new Error(`${consumer} has no cursor`);
  return row;
}

const ADVANCE = prepared(`update event_cursors set txid = $4::xid8, seq = $5
  where consumer = $1 and txid = $2::xid8 and seq = $3 returning consumer`);

interface EventRow extends Position {
  stream: string;
  version: number;
  type: string;
  occurred_at: Date;
  /** How many events the page has, wanted or not. */
  read: number;
}

// Transactions commit in another order than they number their events. Below the oldest transaction still open nothing
// can be added any more, so the log is read up to there and no late commit is passed over. The last row of a page is
// answered whatever its type, because it tells how far the page went.
const pageSql = (which: string): string =>
  prepared(`with page as materialized (
      select stream, version, type, txid, seq, occurred_at from domain_events
      where (txid, seq) > ($1::xid8, $2::bigint) and txid < pg_snapshot_xmin(pg_current_snapshot()) ${which}
      order by txid, seq limit $3
    )
    select stream, version, type, txid::text as txid, seq, occurred_at, (select count(*) from page)::int as read
    from page
    where type = any($4) or seq = (select l.seq from page l order by l.txid desc, l.seq desc limit 1)
    order by page.txid, page.seq`);
const PAGE_OF_ALL = pageSql('');
// A rush is all holds. Whoever wants none of them reads an index without them: domain_events_but_holds.
const PAGE_BUT_HOLDS = pageSql(`and type <> '${HELD}'`);

const toEvent = (row: EventRow): RecordedEvent => ({
  id: `${row.stream}.${row.version}`,
  stream: row.stream,
  version: row.version,
  type: row.type,
  occurredAt: row.occurred_at,
});
