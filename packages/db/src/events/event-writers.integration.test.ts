import type { EventReader } from '@concert-mania/core/events/ports';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, it, vi } from 'vitest';
import type { Queryable } from '../connection/database.ts';
import { appendEvents } from './domain-events.ts';
import { EVENT_LOG_DEFAULTS, makeEventLog } from './event-log.ts';

const database = await testDatabase();
const WRITERS = 24;
const STREAMS = 30;
const ROUNDS = 40;
const db = openForTest(database, WRITERS + 2);
const log = makeEventLog({ ...EVENT_LOG_DEFAULTS, url: database.url, applicationName: 'test', pageSize: 50 });

/** Park and Miller's generator: the same seed gives the same choices. */
function makeChoices(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}
const aWhile = (choose: (below: number) => number) =>
  choose(3) === 0 ? new Promise((resolve) => setTimeout(resolve, choose(12))) : undefined;

class RolledBack extends Error {}

/**
 * Changes a stream as the product does: lock it, write its next versions, and commit or roll back.
 */
async function changeStream(choose: (below: number) => number): Promise<void> {
  await db
    .transaction(async (tx) => {
      // Some get a transaction id long before they write events, others only then.
      if (choose(3) === 0) await tx.query('select pg_current_xact_id()');
      await aWhile(choose);
      for (let n = choose(2); n >= 0; n -= 1)
        await appendVersions(tx, choose(STREAMS), 1 + choose(3), choose);
      await aWhile(choose);
      if (choose(4) === 0) throw new RolledBack();
    })
    .catch((error: unknown) => {
      // Two writers with two streams each may deadlock; PostgreSQL ends one of them.
      if (!(error instanceof RolledBack) && (error as { code?: string }).code !== '40P01') throw error;
    });
}

async function appendVersions(
  tx: Queryable,
  streamNumber: number,
  count: number,
  choose: (below: number) => number,
): Promise<void> {
  const stream = `s${streamNumber}`;
  await tx.query('select pg_advisory_xact_lock(1, $1)', [streamNumber]);
  await tx.query('savepoint before_events');
  const [row] = await tx.query<{ version: number }>(
    'select coalesce(max(version), 0)::int as version from domain_events where stream = $1',
    [stream],
  );
  await aWhile(choose);
  const versions = Array.from({ length: count }, (_, n) => (row?.version ?? 0) + n + 1);
  await appendEvents(
    tx,
    versions.map((version) => ({ stream, version, type: 'seen', payload: {} })),
  );
  if (choose(5) === 0) await tx.query('rollback to savepoint before_events');
}

/**
 * Reads all written events and records those that the cursor has passed. Sometimes it dies in
 * between.
 */
async function readAll(
  seen: string[],
  isWritten: () => boolean,
  choose: (below: number) => number,
): Promise<void> {
  for (let done = false; !done; ) {
    const reader: EventReader = await log.open('stress', ['seen']);
    try {
      await vi.waitUntil(() => reader.acquire(), { timeout: 10_000, interval: 5 });
      for (let pages = choose(40); pages >= 0 && !done; pages -= 1) {
        const written = isWritten();
        const page = await reader.next();
        if (choose(10) === 0) break;
        await reader.advance();
        seen.push(...(page?.events ?? []).map(({ id }) => id));
        done = written && page === null;
        if (page === null) await new Promise((resolve) => setTimeout(resolve, 2));
      }
    } finally {
      await reader.close();
    }
  }
}

it('relays every committed event once, in stream order, while writers commit and roll back in any order and readers die', async () => {
  const seen: string[] = [];
  let written = false;
  const reading = readAll(seen, () => written, makeChoices(7));
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, seed) => {
      const choose = makeChoices(seed * 1_000);
      for (let round = 0; round < ROUNDS; round += 1) await changeStream(choose);
    }),
  );
  const committed = await db.query<{ id: string }>(
    `select stream || '.' || version as id from domain_events order by stream, version`,
  );
  written = true;
  await reading;

  expect(committed.length).toBeGreaterThan(500);
  expect([...seen].sort()).toEqual(committed.map(({ id }) => id).sort());
  const versions = Map.groupBy(seen, (id) => id.split('.')[0]);
  for (const [stream, ids] of versions) {
    const versions = ids.map((id) => Number(id.split('.')[1]));
    expect(versions, stream).toEqual(versions.map((_, index) => index + 1));
  }
}, 60_000);
