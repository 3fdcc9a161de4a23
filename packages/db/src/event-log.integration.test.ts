import type { EventReader } from '@concert-mania/core/events/ports';
import { openForTest } from '@concert-mania/testkit/open-connections';
import { testDatabase } from '@concert-mania/testkit/test-database';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Queryable } from './database.ts';
import { appendEvents } from './domain-events.ts';
import { EVENT_LOG_DEFAULTS, type EventLogOptions, makeEventLog } from './event-log.ts';

const database = await testDatabase();
const db = openForTest(database);
const options: EventLogOptions = { ...EVENT_LOG_DEFAULTS, url: database.url, applicationName: 'test' };

let readers: EventReader[] = [];
let consumers = 0;
let consumer = '';

beforeEach(async () => {
  await db.query('truncate domain_events');
  consumers += 1;
  consumer = `consumer-${consumers}`;
});
afterEach(async () => {
  await Promise.all(readers.map((reader) => reader.close().catch(() => undefined)));
  readers = [];
});

async function open(
  more: Partial<EventLogOptions> = {},
  types: readonly string[] = ['seen'],
): Promise<EventReader> {
  const reader = await makeEventLog({ ...options, ...more }).open(consumer, types);
  readers.push(reader);
  return reader;
}
async function openAndAcquire(more?: Partial<EventLogOptions>): Promise<EventReader> {
  const reader = await open(more);
  expect(await reader.acquire()).toBe(true);
  return reader;
}
let streams = 0;
async function append(tx: Queryable, type = 'seen'): Promise<string> {
  streams += 1;
  await appendEvents(tx, [{ stream: `s${streams}`, version: 1, type, payload: { n: streams } }]);
  return `s${streams}.1`;
}
/** Other databases of the server may hold back what is final for a moment, so one look is not enough. */
async function readIds(reader: EventReader, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  await vi.waitFor(
    async () => {
      ids.push(...((await reader.next())?.events ?? []).map((event) => event.id));
      await reader.advance();
      expect(ids.length).toBeGreaterThanOrEqual(count);
    },
    { timeout: 20_000, interval: 10 },
  );
  return ids;
}

describe('the event log', () => {
  it('reads every event once and in order, and nothing when there is nothing new', async () => {
    const reader = await openAndAcquire({ pageSize: 2 });
    const written: string[] = [];
    for (let n = 0; n < 5; n += 1) written.push(await append(db));
    expect(await readIds(reader, 5)).toEqual(written);
    expect(await reader.next()).toBeNull();
  });

  it('tells what happened: stream, version, type and time', async () => {
    const reader = await openAndAcquire();
    const id = await append(db);
    await vi.waitFor(async () => {
      const occurredAt = expect.any(Date);
      expect(await reader.next()).toEqual({
        events: [{ id, stream: id.slice(0, -2), version: 1, type: 'seen', occurredAt }],
        full: false,
      });
    }, 20_000);
  });

  it('passes over no event that was numbered early and committed late', async () => {
    const reader = await openAndAcquire();
    let late = '';
    let early = '';
    await db.transaction(async (tx) => {
      late = await append(tx);
      early = await append(db);
      // The earlier transaction is open: the later one's event is visible and must wait all the same.
      expect(await reader.next()).toBeNull();
    });
    expect(await readIds(reader, 2)).toEqual([late, early]);
  });

  it('answers the same events again to the next reader when the first died before it noted them', async () => {
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

  it('moves past events of other types without telling them', async () => {
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
         where c.consumer = $1 and (e.txid, e.seq) > (c.txid, c.seq)`,
        [consumer],
      );
      expect(cursor?.behind).toBe(0);
    }, 20_000);
  });

  it('tells that there is more also when none of what it read is wanted', async () => {
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

  it('reads past no holds for a consumer that wants none', async () => {
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

  it('tells holds to a consumer that wants them, in their place', async () => {
    const reader = await open({}, ['seen', 'reservation.held']);
    expect(await reader.acquire()).toBe(true);
    const written = [await append(db), await append(db, 'reservation.held'), await append(db)];
    expect(await readIds(reader, 3)).toEqual(written);
  });

  it('lets one process at a time read as a consumer, and another when it is gone', async () => {
    const first = await openAndAcquire();
    const second = await open();
    expect(await second.acquire()).toBe(false);
    await first.close();
    await vi.waitFor(async () => expect(await second.acquire()).toBe(true), 5_000);
  });

  it('takes the place of a reader that fell silent, whose late step is refused', async () => {
    const frozen = await openAndAcquire({ silenceSeconds: 1 });
    await append(db);
    await vi.waitFor(async () => expect((await frozen.next())?.events).toHaveLength(1), 20_000);
    const second = await open();
    await vi.waitFor(async () => expect(await second.acquire()).toBe(true), 10_000);
    expect(await readIds(second, 1)).toHaveLength(1);
    await expect(frozen.advance()).rejects.toThrow();
  });

  it('does not let a reader note a position that another has moved meanwhile', async () => {
    const reader = await openAndAcquire();
    await append(db);
    await vi.waitFor(async () => expect((await reader.next())?.events).toHaveLength(1), 20_000);
    await db.query('update event_cursors set seq = seq + 1 where consumer = $1', [consumer]);
    await expect(reader.advance()).rejects.toThrow(/somebody else/);
  });
});
