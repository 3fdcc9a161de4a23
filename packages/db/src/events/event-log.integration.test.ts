import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { describe, expect, it, vi } from 'vitest';
import { appendEvents } from './domain-events.ts';
import { append, consumer, db, open, openAndAcquire, readIds } from './testing/events.ts';

describe('the event log', () => {
  it('reads every event once and in order, and returns null without new events', async () => {
    const reader = await openAndAcquire({ pageSize: 2 });
    const written: string[] = [];
    for (let n = 0; n < 5; n += 1) written.push(await append(db));
    expect(await readIds(reader, 5)).toEqual(written);
    expect(await reader.next()).toBeNull();
  });

  it('returns the stream, version, type and time of each event', async () => {
    const reader = await openAndAcquire();
    const id = await append(db);
    await vi.waitFor(async () => {
      const occurredAt = expect.any(Date);
      expect(await reader.next()).toEqual({
        events: [
          { id, stream: id.slice(0, -2), version: 1, position: expect.any(Number), type: 'seen', occurredAt },
        ],
        full: false,
      });
    }, 20_000);
  });

  it.each([
    ['recorded', '01', true],
    ['not recorded', '00', false],
  ])('returns the trace of an event if it is recorded: %s', async (_, flags, isKept) => {
    const reader = await openAndAcquire();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-${flags}`;
    const event = { stream: `traced-${flags}`, type: 'seen', payload: {} };
    await appendEvents(db, [
      { ...event, version: 1, traceparent },
      { ...event, version: 2 },
    ]);
    await vi.waitFor(async () => {
      const traces = (await reader.next())?.events.map((read) => read.traceparent);
      expect(traces).toEqual([isKept ? traceparent : undefined, undefined]);
    }, 20_000);
  });

  it('skips no event that was numbered early and committed late', async () => {
    const reader = await openAndAcquire();
    let late = '';
    let early = '';
    await db.transaction(async (tx) => {
      late = await append(tx);
      early = await append(db);
      // The earlier transaction is open, so the later event is visible and must wait.
      expect(await reader.next()).toBeNull();
    });
    expect(await readIds(reader, 2)).toEqual([late, early]);
  });

  it('is not delayed by a transaction without events, in this or another database of the cluster', async () => {
    const reader = await openAndAcquire();
    const elsewhere = openForTest(await testDatabase());
    await db.transaction(async (tx) => {
      await tx.query('select pg_current_xact_id()');
      await elsewhere.transaction(async (stranger) => {
        await appendEvents(stranger, [{ stream: 's', version: 1, type: 'seen', payload: {} }]);
        const id = await append(db);
        expect(await readIds(reader, 1)).toEqual([id]);
      });
    });
  });

  it('relays versions of a stream in order, also when the later one has the older transaction', async () => {
    const reader = await openAndAcquire();
    await db.transaction(async (early) => {
      await early.query('select pg_current_xact_id()');
      await appendEvents(db, [{ stream: 'res', version: 1, type: 'seen', payload: {} }]);
      await appendEvents(early, [{ stream: 'res', version: 2, type: 'seen', payload: {} }]);
    });
    expect(await readIds(reader, 2)).toEqual(['res.1', 'res.2']);
    await db.query('delete from domain_events');
  });

  it('returns the same events to the next reader if the first dies before it records them', async () => {
    const first = await openAndAcquire();
    const id = await append(db);
    await vi.waitFor(async () => expect((await first.next())?.events).toHaveLength(1), 20_000);
    await first.close();
    const second = await openAndAcquire();
    expect(await readIds(second, 1)).toEqual([id]);
    await second.close();
    const third = await openAndAcquire();
    expect(await third.next()).toBeNull();
  });

  it('skips events of other types', async () => {
    const reader = await openAndAcquire();
    for (let n = 0; n < 3; n += 1) await append(db, 'other');
    const wanted = await append(db);
    await append(db, 'other');
    expect(await readIds(reader, 1)).toEqual([wanted]);
    await vi.waitFor(async () => {
      await reader.next();
      await reader.advance();
      const [cursor] = await db.query<{ behind: number }>(
        `select count(*)::int as behind from domain_events e, event_cursors c
         where c.consumer = $1 and e.seq > c.position`,
        [consumer],
      );
      expect(cursor?.behind).toBe(0);
    }, 20_000);
  });

  it('reports further events even if no event of the page is wanted', async () => {
    const reader = await openAndAcquire({ pageSize: 2 });
    await append(db, 'other');
    await append(db, 'other');
    await append(db);
    await vi.waitFor(async () => expect(await reader.next()).toEqual({ events: [], full: true }), 20_000);
    await reader.advance();
    await vi.waitFor(async () => {
      expect(await reader.next()).toMatchObject({ events: [{ type: 'seen' }], full: false });
    }, 20_000);
  });

  it('does not read holds for a consumer that wants none', async () => {
    const reader = await openAndAcquire({ pageSize: 2 });
    for (let n = 0; n < 5; n += 1) await append(db, 'reservation.held');
    const wanted = await append(db);
    await append(db, 'reservation.held');
    await vi.waitFor(async () => {
      expect((await reader.next())?.events.map(({ id }) => id)).toEqual([wanted]);
    }, 20_000);
    await reader.advance();
    expect(await reader.next()).toBeNull();
  });

  it('returns holds in order to a consumer that wants them', async () => {
    const reader = await open({}, ['seen', 'reservation.held']);
    expect(await reader.acquire()).toBe(true);
    const written = [await append(db), await append(db, 'reservation.held'), await append(db)];
    expect(await readIds(reader, 3)).toEqual(written);
  });

  it('lets one process at a time read as a consumer, and another after it has gone', async () => {
    const first = await openAndAcquire();
    const second = await open();
    expect(await second.acquire()).toBe(false);
    await first.close();
    await vi.waitFor(async () => expect(await second.acquire()).toBe(true), 5_000);
  });

  it('replaces a silent reader and refuses its late step', async () => {
    const frozen = await openAndAcquire({ silenceSeconds: 1 });
    await append(db);
    await vi.waitFor(async () => expect((await frozen.next())?.events).toHaveLength(1), 20_000);
    const second = await open();
    await vi.waitFor(async () => expect(await second.acquire()).toBe(true), 10_000);
    expect(await readIds(second, 1)).toHaveLength(1);
    await expect(frozen.advance()).rejects.toThrow();
  });

  it('refuses a position from a reader after another moved it', async () => {
    const reader = await openAndAcquire();
    await append(db);
    await vi.waitFor(async () => expect((await reader.next())?.events).toHaveLength(1), 20_000);
    await db.query('update event_cursors set position = position + 1 where consumer = $1', [consumer]);
    await expect(reader.advance()).rejects.toThrow(/another process/);
  });
});
