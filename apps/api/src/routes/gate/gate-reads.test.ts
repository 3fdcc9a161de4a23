import { gunzipSync } from 'node:zlib';
import type { GateCounts, GatePerformance } from '@concert-mania/core/tickets/gate/ports';
import { makeTicketKeys } from '@concert-mania/runtime/ticket-keys';
import { expect, it, vi } from 'vitest';
import { makeApp } from '../../app.ts';
import { makeCursors } from '../../http/cursors.ts';
import { makeBodyShelf } from '../../http/shared-bodies/body-shelf.ts';
import type { ApiDeps } from '../../ports.ts';
import { ADMIN, FAN, fakeDeps, NOW } from '../../testing/fake-deps.ts';

const SNAPSHOT = '/v1/gate/performances/prf_1/snapshot';
const COUNTS = '/v1/gate/performances/prf_1/counts';
const keys = makeTicketKeys(['a signing secret of at least 32 characters']);

/** A door with 500 tickets, whose version the test sets. */
function openDoor() {
  const door = { version: 1_000, snapshots: 0, looks: 0, admitted: 0 };
  const counts = (): GateCounts => ({
    version: door.version,
    issued: 500,
    admitted: door.admitted,
    void: 0,
    overtaken: 0,
    byGate: [{ gate: 'A', admitted: door.admitted }],
    perMinute: [{ minute: NOW, admitted: door.admitted }],
  });
  const performances: GatePerformance[] = [1, 2, 3].map((n) => ({
    id: `prf_${n}`,
    concertId: 'con_1',
    title: 'Night',
    venue: 'Hall',
    startsAt: NOW,
  }));
  const gate: ApiDeps['gate'] = {
    performances: {
      list: async ({ after, limit }) => {
        const left = performances.filter(({ id }) => after === null || id > after.id);
        return { items: left.slice(0, limit), more: left.length > limit };
      },
    },
    reader: {
      counts: async () => {
        door.looks += 1;
        return counts();
      },
      snapshot: async () => {
        door.snapshots += 1;
        const tickets = Array.from({ length: 500 }, (_, n) => [`tkt_${n}`, 1, 'valid'] as const);
        return { version: door.version, tickets };
      },
    },
    verifyCode: async () => null,
    keySet: keys.keySet,
    bodies: makeBodyShelf(1_000_000, () => door.version * 1_000),
  };
  const closing = new AbortController();
  const cursors = makeCursors('a-secret-of-at-least-32-characters!');
  const app = makeApp(fakeDeps({ gate, cursors, closing: closing.signal }));
  const get = (path: string, headers: Record<string, string> = {}) =>
    app.request(path, { headers: { authorization: `Bearer ${ADMIN}`, ...headers } });
  return { door, get, closing };
}

it('a snapshot is written once per version, compressed, and not sent to who has it', async () => {
  const { door, get } = openDoor();
  const first = await get(SNAPSHOT, { 'accept-encoding': 'gzip' });
  expect(first.headers.get('content-encoding')).toBe('gzip');
  expect(first.headers.get('cache-control')).toBe('no-store');
  const body = JSON.parse(gunzipSync(Buffer.from(await first.arrayBuffer())).toString());
  expect(body).toMatchObject({ performanceId: 'prf_1', version: 1_000, keys: keys.keySet.keys });
  expect(body.tickets[3]).toEqual(['tkt_3', 1, 'valid']);
  await Promise.all(Array.from({ length: 20 }, () => get(SNAPSHOT)));
  expect(door.snapshots).toBe(1);
  const etag = first.headers.get('etag') ?? '';
  expect((await get(SNAPSHOT, { 'if-none-match': etag })).status).toBe(304);
  door.version = 1_001;
  expect((await get(SNAPSHOT, { 'if-none-match': etag })).status).toBe(200);
  expect(door.snapshots).toBe(2);
});

it('counts are streamed now and with every change, and not without one', async () => {
  const { door, get, closing } = openDoor();
  const stream = await get(`${COUNTS}/events`);
  const text = stream.text();
  await vi.waitFor(() => expect(door.looks).toBe(2), { timeout: 5_000 });
  Object.assign(door, { version: 1_001, admitted: 1 });
  await vi.waitFor(() => expect(door.looks).toBe(3), { timeout: 5_000 });
  closing.abort();
  const events = (await text).split('\n').filter((line) => line.startsWith('data: '));
  expect(events.map((line) => JSON.parse(line.slice(6)).admitted)).toEqual([0, 1]);
});

it('counts say how many are in by gate and minute', async () => {
  const { get } = openDoor();
  expect(await (await get(COUNTS)).json()).toEqual({
    version: 1_000,
    issued: 500,
    admitted: 0,
    void: 0,
    overtaken: 0,
    byGate: [{ gate: 'A', admitted: 0 }],
    perMinute: [{ minute: NOW.toISOString(), admitted: 0 }],
  });
});

it('performances are listed page by page', async () => {
  const { get } = openDoor();
  const first = (await (await get('/v1/gate/performances?limit=2')).json()) as {
    items: unknown[];
    nextCursor: string;
  };
  expect(first.items).toHaveLength(2);
  const rest = await get(`/v1/gate/performances?limit=2&cursor=${first.nextCursor}`);
  expect(await rest.json()).toMatchObject({ items: [{ id: 'prf_3' }], nextCursor: null });
  expect((await get('/v1/gate/performances?cursor=x.y')).status).toBe(400);
});

it.each([SNAPSHOT, COUNTS, `${COUNTS}/events`, '/v1/gate/performances'])('%s is for staff', async (path) => {
  const { get } = openDoor();
  expect((await get(path, { authorization: `Bearer ${FAN}` })).status).toBe(403);
  if (path.includes('prf_1')) expect((await get(path.replace('prf_1', 'prf_2'))).status).toBe(404);
});
