import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { LayoutSeat } from '@concert-mania/core/catalogue/model';
import type { RateLimiter } from '@concert-mania/core/shared/rate-limiter';
import { expect, it, vi } from 'vitest';
import { makeApp } from '../../app.ts';
import { type BodyShelf, makeBodyShelf } from '../../http/shared-bodies/body-shelf.ts';
import { fakeDeps } from '../../testing/fake-deps.ts';

const SEATS = 2_500;
const PATH = '/v1/performances/prf_1/seats';
const seatOf = (seatNumber: number): LayoutSeat => ({
  seatNumber,
  seatGuid: `1-${seatNumber}`,
  zone: '1층',
  row: '1',
  label: `1층 1-${seatNumber}`,
  grade: seatNumber % 2 === 0 ? 'R' : 'VIP',
  price: 150_000,
  accessible: false,
  x: seatNumber,
  y: 1,
});

/** A hall of 2,500 seats with a version set by the test, and the bodies taken from the shelf. */
function openHall() {
  const hall = { version: 1, taken: vi.fn<BodyShelf['take']>() };
  const shelf = makeBodyShelf(10_000_000, () => hall.version * 1_000);
  const layout = {
    performanceId: 'prf_1',
    focalPoint: { x: 0, y: 0 },
    seats: Array.from({ length: SEATS }, (_, index) => seatOf(index + 1)),
  };
  const bodies: BodyShelf = {
    ...shelf,
    take: (wanted) => {
      hall.taken(wanted);
      return shelf.take(wanted);
    },
  };
  const catalogue = {
    bodies,
    layouts: { find: async () => layout },
    availability: {
      read: async () => ({ version: hall.version, availability: 'AHS'.repeat(SEATS).slice(0, SEATS) }),
    },
  };
  const take = vi.fn<RateLimiter['take']>(async () => ({ allowed: true, remaining: 1, resetSeconds: 1 }));
  const guards = { ...fakeDeps().guards, rateLimiter: { take, knownRefusal: () => null } };
  const app = makeApp(fakeDeps({ guards, catalogue: catalogue as never }));
  const ask = (path = PATH, headers: Record<string, string> = {}, method = 'GET') =>
    app.request(path, { method, headers });
  return { hall, take, ask };
}

it("is sent in the client's preferred encoding, with the same content in each", async () => {
  const { ask } = openHall();
  const plain = await ask();
  const text = await plain.text();
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(plain.headers.get('vary')).toBe('accept-encoding');
  for (const [accept, encoding, decode] of [
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
  ] as const) {
    const answer = await ask(PATH, { 'accept-encoding': accept });
    expect(answer.headers.get('content-encoding')).toBe(encoding);
    expect(answer.headers.get('etag')).not.toBe(plain.headers.get('etag'));
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.length).toBeLessThan(text.length / 4);
    expect(decode(bytes).toString()).toBe(text);
  }
});

it('is answered with 304 for the tag of any of its forms, which it names, until the version changes', async () => {
  const { hall, ask } = openHall();
  const tags: string[] = [];
  for (const encoding of ['identity', 'gzip', 'br']) {
    tags.push((await ask(PATH, { 'accept-encoding': encoding })).headers.get('etag') ?? '');
  }
  expect(new Set(tags).size).toBe(3);
  for (const tag of tags) {
    const unchanged = await ask(PATH, { 'if-none-match': tag, 'accept-encoding': 'br' });
    expect([unchanged.status, unchanged.headers.get('vary')]).toEqual([304, 'accept-encoding']);
    expect(unchanged.headers.get('etag')).toBe(tag);
  }
  hall.version = 2;
  for (const tag of tags) expect((await ask(PATH, { 'if-none-match': tag })).status).toBe(200);
});

it('is serialised once per version and filter for simultaneous requests', async () => {
  const { hall, ask } = openHall();
  const bodies = await Promise.all(
    Array.from({ length: 100 }, async (_, n) => (await ask(`${PATH}?grade=${n % 2 ? 'R' : 'VIP'}`)).text()),
  );
  expect(new Set(bodies).size).toBe(2);
  expect(new Set(hall.taken.mock.calls.map(([{ key }]) => key)).size).toBe(2);
});

it('is not cached for a grade without seats', async () => {
  const { hall, ask } = openHall();
  for (let n = 0; n < 10; n += 1) {
    const answer = await ask(`${PATH}?grade=unknown-${n}`);
    expect(await answer.json()).toEqual({ performanceId: 'prf_1', version: 1, seats: [] });
  }
  expect(hall.taken).not.toHaveBeenCalled();
});

it('is not serialised for a HEAD, which has the length of a cached list', async () => {
  const { hall, ask } = openHall();
  const unwritten = await ask(PATH, {}, 'HEAD');
  expect([unwritten.status, unwritten.headers.get('content-length')]).toEqual([200, null]);
  expect(hall.taken).not.toHaveBeenCalled();
  const written = await ask();
  const known = await ask(PATH, {}, 'HEAD');
  expect(known.headers.get('content-length')).toBe(`${(await written.arrayBuffer()).byteLength}`);
  expect(known.headers.get('etag')).toBe(unwritten.headers.get('etag'));
  expect((await known.arrayBuffer()).byteLength).toBe(0);
});

it('costs its address one use per 1,000 seats to serialise, and one use if cached', async () => {
  const { take, ask } = openHall();
  const prices = () => take.mock.calls.splice(0).map(([{ name }, , price = 1]) => [name, price]);
  await ask();
  expect(prices()).toEqual([
    ['read-address', 1],
    ['read-address', 2],
  ]);
  await ask();
  expect(prices()).toEqual([['read-address', 1]]);
});
