import type { Database, Queryable } from '../connection/database.ts';
import { readEventLogBounds } from '../events/event-cursors.ts';

/**
 * Where a consumer continues: at the start or end of the log, after an event's number, or from a
 * time.
 */
export type CursorTarget = 'start' | 'end' | { readonly position: number } | { readonly since: Date };

export type CursorReset =
  | { readonly ok: true; readonly to: number; readonly consumers: readonly string[] }
  | { readonly ok: false; readonly code: 'unknown_consumer' | 'beyond_the_log' };

/**
 * Sets the cursor of a consumer and of every other one beyond the highest number. Raises the
 * sequence above every event. Writers of events wait meanwhile; a running reader uses the new
 * position.
 */
export const resetCursor = (db: Database, consumer: string, target: CursorTarget): Promise<CursorReset> =>
  db.transaction(async (tx): Promise<CursorReset> => {
    await tx.query('lock table domain_events in share row exclusive mode');
    const known = await tx.query('select from event_cursors where consumer = $1 for update', [consumer]);
    if (known.length === 0) return { ok: false, code: 'unknown_consumer' };
    const { last } = await readEventLogBounds(tx);
    const [newest] = await tx.query<{ seq: number | null }>('select max(seq) as seq from domain_events');
    const end = Math.max(last, newest?.seq ?? 0);
    const to = await positionOf(tx, target, end);
    if (to > end) return { ok: false, code: 'beyond_the_log' };
    if (end > last) await tx.query(`select setval('domain_events_seq_seq', $1::bigint)`, [end]);
    const moved = await tx.query<{ consumer: string }>(
      `update event_cursors set position = $2, txid = '0', seq = 0
       where consumer = $1 or greatest(position, seq) > $3 returning consumer`,
      [consumer, to, last],
    );
    return { ok: true, to, consumers: moved.map((row) => row.consumer).sort() };
  });

async function positionOf(tx: Queryable, target: CursorTarget, end: number): Promise<number> {
  if (target === 'start') return 0;
  if (target === 'end') return end;
  if ('position' in target) return target.position;
  const [row] = await tx.query<{ position: number | null }>(
    'select min(seq) - 1 as position from domain_events where occurred_at >= $1',
    [target.since.toISOString()],
  );
  return row?.position ?? end;
}
