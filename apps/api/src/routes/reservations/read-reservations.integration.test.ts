import { makeCancellationReader } from '@concert-mania/db/money/refunds/cancellation-store';
import { makeReservationReader } from '@concert-mania/db/reservations/reservation-store';
import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { beforeAll, describe, expect, it } from 'vitest';
import { reservationSchema } from '../../commands/present-reservation.ts';
import { makeCursors } from '../../http/cursors.ts';
import type { AppEnv } from '../../http/env.ts';
import { problem } from '../../http/problems/problem.ts';
import { pageOf } from '../../http/schema.ts';
import type { ApiDeps } from '../../ports.ts';
import { fakeDeps, signedInAs } from '../../testing/fake-deps.ts';
import { addGetCancellation } from './get-cancellation.ts';
import { addGetReservation } from './get-reservation.ts';
import { addListReservations } from './list-reservations.ts';

const db = openForTest(await testDatabase());
const cursors = makeCursors('a secret of at least 32 characters.');
const app = new OpenAPIHono<AppEnv>({
  defaultHook: (result, c) => (result.success ? undefined : problem(c, 'validation_failed')),
});
app.use(async (c, next) => {
  c.set('requestId', 'r');
  c.set('locale', 'en');
  c.set('guards', {
    ...fakeDeps().guards,
    verifyAccessToken: (token: string) => (token === 'none' ? null : signedInAs(token)),
  });
  await next();
});
const deps = {
  cursors,
  reservations: makeReservationReader(db),
  cancellations: makeCancellationReader(db),
} as Partial<ApiDeps> as ApiDeps;
for (const addRoute of [addListReservations, addGetReservation, addGetCancellation]) addRoute(app, deps);

let fan: string;
let stranger: string;
const ids: string[] = [];
const get = (path: string, account: string) =>
  app.request(path, { headers: { authorization: `Bearer ${account}` } });
const page = pageOf(reservationSchema);

beforeAll(async () => {
  const sale = await makeSale(db, { seats: 40 });
  fan = await makeAccount(db);
  stranger = await makeAccount(db);
  for (let seat = 1; seat <= 3; seat += 1) {
    ids.push((await makeHold(db, { sale, accountId: fan, seatNumbers: [seat] })).id);
  }
  ids.sort().reverse();
  await confirmReservation(db, ids[0]!);
});

describe('my reservations over HTTP', () => {
  it('are listed newest first in contiguous pages that match the document', async () => {
    const first = page.parse(await (await get('/v1/reservations?limit=2', fan)).json());
    const second = page.parse(
      await (await get(`/v1/reservations?limit=2&cursor=${first.nextCursor}`, fan)).json(),
    );
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    const taken = await get(`/v1/reservations?limit=2&cursor=${first.nextCursor}`, stranger);
    expect([taken.status, await taken.json()]).toMatchObject([400, { code: 'invalid_cursor' }]);
  });

  it('show one with its seats, remaining seconds and timeline, and no data of its account', async () => {
    const answer: unknown = await (await get(`/v1/reservations/${ids[0]}`, fan)).json();
    const reservation = z.strictObject(reservationSchema.shape).parse(answer);
    expect(reservation).toMatchObject({ status: 'confirmed', currency: 'KRW', remainingSeconds: 0 });
    expect(reservation.timeline.map(({ type }) => type)).toEqual([
      'reservation.held',
      'reservation.payment_started',
      'reservation.confirmed',
    ]);
  });

  it('tell beforehand what a cancellation does, to their owner only', async () => {
    const path = `/v1/reservations/${ids[1]}/cancellation`;
    const held: unknown = await (await get(path, fan)).json();
    expect(held).toEqual({
      ...{ outcome: 'release', refundAmount: 0, feeAmount: 0 },
      steps: [{ until: expect.any(String), refundAmount: 0, feeAmount: 0 }],
    });
    expect((await get(path, stranger)).status).toBe(404);
  });

  it('of another account get the same answer as unknown ones', async () => {
    const [foreign, none] = await Promise.all([
      get(`/v1/reservations/${ids[0]}`, stranger),
      get('/v1/reservations/res_none', stranger),
    ]);
    expect([foreign.status, none.status]).toEqual([404, 404]);
    expect(await foreign.text()).toBe(await none.text());
  });

  it.each(['nonsense', 'eyJiZWZvcmUiOiJyZXNfMSJ9'])('refuse the cursor %s with 400', async (cursor) => {
    const answer = await get(`/v1/reservations?cursor=${cursor}`, fan);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid_cursor' });
  });

  it("refuse the cursor of another account's list with 400", async () => {
    const first = page.parse(await (await get('/v1/reservations?limit=2', fan)).json());
    const answer = await get(`/v1/reservations?cursor=${first.nextCursor}`, stranger);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid_cursor' });
  });

  it('need an access token', async () => {
    expect((await get('/v1/reservations', 'none')).status).toBe(401);
  });
});
