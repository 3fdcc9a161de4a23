import type { EventReader } from '@concert-mania/core/events/ports';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { Queryable } from '../../connection/database.ts';
import { appendEvents } from '../domain-events.ts';
import { EVENT_LOG_DEFAULTS, type EventLogOptions, makeEventLog } from '../event-log.ts';

const database = await testDatabase();
export const db = openForTest(database);
const options: EventLogOptions = { ...EVENT_LOG_DEFAULTS, url: database.url, applicationName: 'test' };

let readers: EventReader[] = [];
let consumers = 0;
export let consumer = '';

beforeEach(async () => {
  await db.query('truncate domain_events');
  consumers += 1;
  consumer = `consumer-${consumers}`;
});
afterEach(async () => {
  await Promise.all(readers.map((reader) => reader.close().catch(() => undefined)));
  readers = [];
});

export async function open(
  more: Partial<EventLogOptions> = {},
  types: readonly string[] = ['seen'],
): Promise<EventReader> {
  const reader = await makeEventLog({ ...options, ...more }).open(consumer, types);
  readers.push(reader);
  return reader;
}
export async function openAndAcquire(more?: Partial<EventLogOptions>): Promise<EventReader> {
  const reader = await open(more);
  expect(await reader.acquire()).toBe(true);
  return reader;
}
let streams = 0;
export async function append(tx: Queryable, type = 'seen'): Promise<string> {
  streams += 1;
  await appendEvents(tx, [{ stream: `s${streams}`, version: 1, type, payload: { n: streams } }]);
  return `s${streams}.1`;
}
/** A lock may outlive its transaction's commit for a moment, so one read is not enough. */
export async function readIds(reader: EventReader, count: number): Promise<readonly string[]> {
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
