import { EventCursorAhead } from '@concert-mania/core/events/ports';
import { describe, expect, it, vi } from 'vitest';
import type { Queryable } from '../connection/database.ts';
import { resetCursor } from '../relay/reset-cursor.ts';
import { append, consumer, db, open, openAndAcquire, readIds } from './testing/events.ts';

describe('a transaction that writes events', () => {
  const WRITER_LOCKS = `select ((classid::bigint - 1163264000) << 32) + objid::bigint as key from pg_locks
    where locktype = 'advisory' and objsubid = 2 and classid::bigint between 1163264000 and 1163264000 + 32767
      and pid = pg_backend_pid()`;
  const keys = async (tx: Queryable) => (await tx.query<{ key: number }>(WRITER_LOCKS)).map(({ key }) => key);
  const numbers = async (tx: Queryable) =>
    (await tx.query<{ seq: number }>('select seq from domain_events order by seq')).map(({ seq }) => seq);

  it('is known by the number before its first event, for each way to write', async () => {
    for (const write of [
      (tx: Queryable) => append(tx),
      (tx: Queryable) =>
        tx.query(`with e as (insert into domain_events (stream, version, type, payload)
          values ('cte', 1, 'seen', '{}') returning 1) select * from e`),
      (tx: Queryable) =>
        tx.query(`insert into domain_events (stream, version, type, payload) values ('v', 1, 'seen', '{}')`),
    ]) {
      await db.query('truncate domain_events');
      await db.transaction(async (tx) => {
        await write(tx);
        const [first] = await numbers(tx);
        expect(await keys(tx)).toEqual([(first ?? 0) - 1]);
      });
    }
  });

  it('holds one lock for all its statements, and a new one after a rollback to a savepoint before the first', async () => {
    await db.transaction(async (tx) => {
      await tx.query('savepoint before_events');
      for (let n = 0; n < 5; n += 1) await append(tx);
      expect(await keys(tx)).toHaveLength(1);
      await tx.query('rollback to savepoint before_events');
      expect(await keys(tx)).toEqual([]);
      await append(tx);
      const [first] = await numbers(tx);
      expect(await keys(tx)).toEqual([(first ?? 0) - 1]);
    });
    await db.transaction(async (tx) => expect(await keys(tx)).toEqual([]));
  });

  it('is known beyond 2^32 events', async () => {
    await db.query(`select setval('domain_events_seq_seq', 9_000_000_000)`);
    const reader = await openAndAcquire();
    let late = '';
    await db.transaction(async (tx) => {
      late = await append(tx);
      expect(await keys(tx)).toEqual([9_000_000_000]);
      await append(db);
      expect(await reader.next()).toBeNull();
    });
    expect((await readIds(reader, 2))[0]).toBe(late);
  });
});

describe('a cursor', () => {
  const standAt = (seq: number, txid = '0') =>
    db.query('insert into event_cursors (consumer, txid, seq) values ($1, $2::xid8, $3)', [
      consumer,
      txid,
      seq,
    ]);
  const lastNumber = async () => {
    const [row] = await db.query<{ last: number }>('select last from event_log_bounds()');
    return row?.last ?? 0;
  };

  it('of an earlier version is carried over: no event is lost or relayed twice', async () => {
    await append(db);
    let unread = '';
    await db.transaction(async (tx) => {
      unread = await append(tx);
      await append(db);
    });
    // The earlier version read the first and the third event, which had the older transaction, but
    // not the second.
    await db.query(
      `insert into event_cursors (consumer, txid, seq)
       select $1, txid, seq from domain_events order by seq desc limit 1`,
      [consumer],
    );
    await db.query(
      `update domain_events set txid = (select max(txid::text::bigint) + 1 from domain_events)::text::xid8
       where stream || '.1' = $1`,
      [unread],
    );
    const fresh = await append(db);
    const ids = await readIds(await openAndAcquire(), 3);
    expect(ids[0]).toBe(unread);
    expect(ids.at(-1)).toBe(fresh);
    expect(ids).toHaveLength(3);
  });

  it('continues after a dump was restored into a cluster with lower transaction ids', async () => {
    await append(db);
    await standAt(await lastNumber(), '1000000000');
    await db.query(`update domain_events set txid = '1000000000'`);
    const fresh = await append(db);
    expect(await readIds(await openAndAcquire(), 1)).toEqual([fresh]);
  });

  it('keeps the later position of an earlier version', async () => {
    const reader = await openAndAcquire();
    await append(db);
    await readIds(reader, 1);
    await reader.close();
    await append(db);
    await db.query(
      `update event_cursors c set txid = e.txid, seq = e.seq from domain_events e
       where c.consumer = $1 and e.seq = (select max(seq) from domain_events)`,
      [consumer],
    );
    const fresh = await append(db);
    expect(await readIds(await openAndAcquire(), 1)).toEqual([fresh]);
  });

  it('beyond the log is refused with the command that repairs it, at the start and later', async () => {
    const reader = await openAndAcquire();
    await append(db);
    await readIds(reader, 1);
    const last = await lastNumber();
    await db.query(`select setval('domain_events_seq_seq', $1::bigint - 1)`, [last]);
    await expect(reader.next()).rejects.toThrow(`npm run relay -- reset ${consumer}`);
    await reader.close();
    const next = await open();
    await vi.waitFor(() => expect(next.acquire()).rejects.toThrow(EventCursorAhead), 5_000);
    await db.query(`select setval('domain_events_seq_seq', $1::bigint)`, [last]);
  });

  it('does not start on a log that was copied without its sequence', async () => {
    await append(db);
    await append(db);
    const last = await lastNumber();
    await db.query(`select setval('domain_events_seq_seq', $1::bigint - 1)`, [last]);
    const reader = await open();
    await expect(reader.acquire()).rejects.toThrow(EventCursorAhead);
    await db.query(`select setval('domain_events_seq_seq', $1::bigint)`, [last]);
  });

  it('is repaired by one command: every consumer beyond the log continues, and new events follow all old ones', async () => {
    const reader = await openAndAcquire();
    for (let n = 0; n < 3; n += 1) await append(db);
    await readIds(reader, 3);
    await reader.close();
    await db.query(
      `insert into event_cursors (consumer, position) select $1 || '-other', position from event_cursors
      where consumer = $1`,
      [consumer],
    );
    // The state after a copy of the rows without their sequence; one event was written since.
    await db.query(`select setval('domain_events_seq_seq', 1)`);
    const misplaced = await append(db);
    expect(await resetCursor(db, consumer, 'start')).toMatchObject({
      ok: true,
      to: 0,
      consumers: expect.arrayContaining([consumer, `${consumer}-other`]),
    });
    const fresh = await append(db);
    const again = await openAndAcquire();
    const ids = await readIds(again, 5);
    expect(ids).toContain(misplaced);
    expect(ids.at(-1)).toBe(fresh);
  });

  it('is reread by an idle reader as soon as it is set', async () => {
    const reader = await openAndAcquire();
    const before = await append(db);
    await readIds(reader, 1);
    expect(await reader.next()).toBeNull();
    expect(await resetCursor(db, consumer, 'start')).toMatchObject({ ok: true });
    await expect(reader.next()).rejects.toThrow(/another process/);
    await reader.close();
    expect(await readIds(await openAndAcquire(), 1)).toEqual([before]);
  });

  it('can only be set to an event, a time or the end', async () => {
    const reader = await openAndAcquire();
    const early = await append(db);
    await db.query(`update domain_events set occurred_at = now() - interval '1 hour'`);
    const late = await append(db);
    await readIds(reader, 2);
    expect(await resetCursor(db, consumer, { since: new Date(Date.now() - 60_000) })).toMatchObject({
      ok: true,
    });
    await expect(
      append(db)
        .then(() => reader.next())
        .then(() => reader.advance()),
    ).rejects.toThrow(/another process/);
    await reader.close();
    const again = await openAndAcquire();
    expect((await readIds(again, 2))[0]).toBe(late);
    expect(await resetCursor(db, consumer, 'start')).toMatchObject({ ok: true, to: 0 });
    expect(await resetCursor(db, consumer, 'end')).toMatchObject({ ok: true, to: await lastNumber() });
    expect(await resetCursor(db, consumer, { position: 1e15 })).toEqual({
      ok: false,
      code: 'beyond_the_log',
    });
    expect(await resetCursor(db, 'unknown', 'end')).toEqual({ ok: false, code: 'unknown_consumer' });
    expect(early).not.toBe(late);
  });
});
