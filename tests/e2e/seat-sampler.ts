import { setTimeout as pause } from 'node:timers/promises';
import { makeSeatStatusReader } from '@concert-mania/db/catalogue/seat-status-store';
import type { Database } from '@concert-mania/db/connection/database';
import { send } from '@concert-mania/testkit/system/send';

export interface SeatTable {
  /** The database's clock, milliseconds, right after the seats were read. */
  readonly atMs: number;
  readonly availability: string;
}

/** The findings about one replica. */
export interface SeatSamples {
  readonly samples: number;
  /** The longest that a seat was shown with one and the same wrong status, for certain. */
  readonly longestWrongMs: number;
  /** How often a seat was shown with a status that the table had neither before nor after. */
  readonly mismatches: number;
  /** Answers with an older version than an earlier answer's. */
  readonly backwards: number;
}

const EVERY_MS = 20;

/** Reads all seats of a performance with the time by the database's clock. */
export async function readTable(db: Database, performanceId: string): Promise<SeatTable> {
  const availability = await makeSeatStatusReader(db).ofAll(performanceId);
  const [row] = await db.query<{ at_ms: number }>(
    'select extract(epoch from clock_timestamp())::float8 * 1000 as at_ms',
  );
  return { atMs: row?.at_ms ?? Number.NaN, availability };
}

/**
 * Compares a replica's availability with the table until the signal aborts. A seat is wrong while
 * successive answers give it one status that no read of the table has. The time counts from the end
 * of the first such answer to the start of the last: pauses and slow requests do not count.
 */
export async function sampleSeats(
  db: Database,
  api: string,
  performanceId: string,
  signal: AbortSignal,
): Promise<SeatSamples> {
  const wrong = new Map<number, { readonly status: string | undefined; readonly sinceMs: number }>();
  const found = { samples: 0, longestWrongMs: 0, mismatches: 0, backwards: 0 };
  let lastVersion = 0;
  let before = await readTable(db, performanceId);
  while (!signal.aborted) {
    const answer = await send(api, 'GET', `/v1/performances/${performanceId}/availability`);
    const after = await readTable(db, performanceId);
    if (answer.status !== 200) throw new Error(`availability answered ${answer.status}`);
    const shown = String(answer.body.availability);
    const version = Number(answer.body.version);
    if (shown.length !== after.availability.length) throw new Error('not every seat has a status');
    if (version < lastVersion) found.backwards += 1;
    lastVersion = version;
    found.samples += 1;
    for (let at = 0; at < shown.length; at += 1) {
      const status = shown[at];
      if (status === before.availability[at] || status === after.availability[at]) {
        wrong.delete(at);
        continue;
      }
      const known = wrong.get(at);
      if (known !== undefined && known.status === status) {
        found.longestWrongMs = Math.max(found.longestWrongMs, before.atMs - known.sinceMs);
      } else {
        wrong.set(at, { status, sinceMs: after.atMs });
        found.mismatches += 1;
      }
    }
    before = after;
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return found;
}
