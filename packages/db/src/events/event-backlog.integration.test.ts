import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, it } from 'vitest';
import type { Queryable } from '../connection/database.ts';
import { appendEvents } from './domain-events.ts';
import { findOldestEventWriter, readEventBacklog } from './event-backlog.ts';
import { EVENT_LOG_DEFAULTS, makeEventLog } from './event-log.ts';

const database = await testDatabase();
const db = openForTest(database);
const log = makeEventLog({ ...EVENT_LOG_DEFAULTS, url: database.url, applicationName: 'test' });
let streams = 0;
const append = (tx: Queryable, type: string) => {
  streams += 1;
  return appendEvents(tx, [{ stream: `s${streams}`, version: 1, type, payload: {} }]);
};

it("reports the age of each consumer's oldest unread event, and an open transaction that blocks it", async () => {
  for (const [consumer, types] of [
    ['all', ['reservation.held', 'seen']],
    ['some', ['seen']],
  ] as const) {
    const reader = await log.open(consumer, types);
    await reader.acquire();
    await reader.close();
  }
  await append(db, 'reservation.held');
  await db.query(`update domain_events set occurred_at = now() - interval '30 seconds'`);
  expect(await readEventBacklog(db)).toMatchObject([
    { consumer: 'all', oldestUnreadSeconds: expect.closeTo(30, -1), waitsForWriter: false },
    { consumer: 'some', oldestUnreadSeconds: null, waitsForWriter: false },
  ]);
  expect(await findOldestEventWriter(db)).toBeNull();
  await db.query('update event_cursors set position = (select max(seq) from domain_events)');
  await db.transaction(async (writer) => {
    await append(writer, 'other');
    await append(db, 'seen');
    expect(await readEventBacklog(db)).toMatchObject([
      { consumer: 'all', oldestUnreadSeconds: expect.any(Number), waitsForWriter: true },
      { consumer: 'some', oldestUnreadSeconds: expect.any(Number), waitsForWriter: true },
    ]);
    expect(await findOldestEventWriter(db)).toMatchObject({
      pid: expect.any(Number),
      applicationName: 'concert-mania-test',
      state: 'idle in transaction',
    });
  });
  expect(await readEventBacklog(db)).toMatchObject([{ waitsForWriter: false }, { waitsForWriter: false }]);
});
