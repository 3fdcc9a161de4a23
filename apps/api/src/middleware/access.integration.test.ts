import { dataOf } from '@concert-mania/client/problem';
import { newTickets } from '@concert-mania/core/tickets/model';
import { makePaymentStore } from '@concert-mania/db/money/payments/payment-store';
import { makeSale, newId } from '@concert-mania/testkit/data/builders';
import { payByGateway } from '@concert-mania/testkit/data/payment-builder';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { logInFan, signUpFan, signUpStaff } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import { startApi, TEST_ADMIN } from '@concert-mania/testkit/system/start-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeApp } from '../app.ts';
import { openApiDocument } from '../docs/openapi-document.ts';
import { type Belongings, everybody, PEOPLE, type Person, type Row } from '../testing/access-row.ts';
import { TABLE } from '../testing/access-table.ts';
import { fakeDeps } from '../testing/fake-deps.ts';

const database = await testDatabase();
const db = openForTest(database);
const api = await startApi({ database, redis: testRedis() });

/** The dashboard's own routes: no access token opens them, not even an administrator's. */
const isBoard = (route: string): boolean => route.split(' ')[1]?.startsWith('/admin/queues') ?? false;

const served = [
  ...new Set(
    makeApp(fakeDeps())
      .routes.filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`),
  ),
];

let mine: Belongings;
const tokens: Record<Person, string | undefined> = {
  anonymous: undefined,
  fan: undefined,
  otherFan: undefined,
  admin: undefined,
  steward: undefined,
  boxOffice: undefined,
};

beforeAll(async () => {
  const sale = await makeSale(db, { waitingRoomEnabled: true });
  const [fan, otherFan, admin] = [
    await signUpFan(api.url),
    await signUpFan(api.url),
    await logInFan(api.url, TEST_ADMIN.email, TEST_ADMIN.password),
  ];
  Object.assign(tokens, {
    fan: fan.token,
    otherFan: otherFan.token,
    admin: admin.token,
    steward: (await signUpStaff(api.url, db, 'steward')).token,
    boxOffice: (await signUpStaff(api.url, db, 'box_office')).token,
  });
  const accountId = fan.accountId as `usr_${string}`;
  const held = await makeHold(db, { sale, accountId, seatNumbers: [1] });
  const paid = await makeHold(db, { sale, accountId, seatNumbers: [2] });
  const claim = await makePaymentStore(db, newId).claimReservation(payByGateway(paid), {
    payingMs: 600_000,
    checkAfterMs: 600_000,
    sent: true,
  });
  if (claim.kind !== 'claimed') throw new Error('the payment was refused');
  const confirmed = await confirmReservation(
    db,
    (await makeHold(db, { sale, accountId, seatNumbers: [3] })).id,
  );
  const [ticket] = newTickets(confirmed);
  const job = await dataOf(
    fan.submit('reservation.cancel', { path: { reservationId: held.id }, body: { reason: 'to have a job' } }),
  );
  const order = await dataOf(fan.POST('/v1/wallet/top-up-orders', { body: { amount: 1_000 } }));
  const path = { concertId: sale.concertId };
  const place = await dataOf(fan.POST('/v1/concerts/{concertId}/queue', { params: { path } }));
  mine = {
    ...sale,
    reservationId: held.id,
    topUpOrderId: order.orderId,
    openPerformanceId: (await makeSale(db)).performanceId,
    ticketId: ticket?.id ?? 'none',
    paymentId: claim.open.payment.id,
    jobId: job.id,
    queueToken: place.token,
  };
});

/** The expected status for a person. */
function expected({ expect: [anonymous, fan, otherFan, admin], staff = {} }: Row, person: Person): number {
  const { steward = otherFan, boxOffice = otherFan } = staff;
  return { anonymous, fan, otherFan, admin, steward, boxOffice }[person];
}

interface Asked {
  readonly method?: string;
  readonly query?: string;
}

/** The answer's status and problem code, without waiting for the end of a stream. */
async function ask(route: string, row: Row, person: Person, asked: Asked = {}) {
  const [ofRoute = '', pattern = ''] = route.split(' ');
  const method = asked.method ?? ofRoute;
  const token = tokens[person];
  const body = row.body?.(mine);
  const left = new AbortController();
  const path = `${row.path?.(mine) ?? pattern}${asked.query ?? ''}`;
  const response = await fetch(new URL(path, api.url), {
    method,
    redirect: 'manual',
    signal: left.signal,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...row.headers?.(mine),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  const code = isProblem && method !== 'HEAD' ? ((await response.json()) as { code: string }).code : null;
  left.abort();
  const caching = response.headers.get('cache-control');
  return { status: response.status, code, caching, vary: response.headers.get('vary') };
}

const queryNames = Object.values(openApiDocument(makeApp(fakeDeps())).paths ?? {})
  .flatMap((item) => item.get?.parameters ?? [])
  .flatMap((parameter) => ('in' in parameter && parameter.in === 'query' ? [parameter.name] : []));
const EMPTY_AND_UNKNOWN = `?utm_source=mail&${[...new Set(queryNames)].map((name) => `${name}=`).join('&')}`;

describe('every address that can be read', () => {
  const reads = Object.keys(TABLE).filter((route) => route.startsWith('GET '));

  it.each(reads)(
    '%s answers HEAD, empty and unknown parameters alike, and has cache headers',
    async (route) => {
      const row = TABLE[route]!;
      const reader = PEOPLE.find((person) => expected(row, person) < 400) ?? 'fan';
      const plain = await ask(route, row, reader);
      expect((await ask(route, row, reader, { method: 'HEAD' })).status).toBe(plain.status);
      expect(await ask(route, row, reader, { query: EMPTY_AND_UNKNOWN })).toEqual(plain);
      const isForOne = expected(row, 'anonymous') !== 200 || plain.status >= 400;
      expect(plain.caching).toMatch(isForOne ? /^no-store/ : /^(no-store|public)/);
      if (plain.caching?.startsWith('no-store')) {
        const vary = plain.vary?.split(', ');
        expect(vary).toEqual(expect.arrayContaining(['Accept-Language', 'Authorization']));
      }
    },
  );
});

describe('access to routes', () => {
  it('is listed for exactly the served routes', () => {
    expect(served.filter((route) => !isBoard(route)).sort()).toEqual(Object.keys(TABLE).sort());
  });

  // The owner goes last, so its request still finds everything in place.
  it.each(Object.keys(TABLE))('%s answers each person as the table says', async (route) => {
    const row = TABLE[route]!;
    for (const person of ['anonymous', 'otherFan', 'steward', 'boxOffice', 'admin', 'fan'] as const) {
      const { status, code } = await ask(route, row, person);
      expect({ person, status }).toEqual({ person, status: expected(row, person) });
      if (status === 404 && row.hidden) expect(code).toBe(row.hidden);
    }
  });

  it('refuses access tokens on every route of the dashboard', async () => {
    const routes = served.filter(isBoard);
    expect(routes.length).toBeGreaterThan(10);
    for (const route of routes) {
      const path = () => (route.split(' ')[1] ?? '').replaceAll(/:\w+|\*/g, 'holds-0');
      for (const person of PEOPLE) {
        const { status } = await ask(route, { path, expect: everybody(401) }, person);
        expect([303, 401], `${route} ${person}`).toContain(status);
      }
    }
  });
});

describe("a stranger's list", () => {
  it.each(['/v1/reservations', '/v1/payments', '/v1/wallet/entries'])(
    'of %s contains no data of the fan',
    async (path) => {
      const { body } = await send(api.url, 'GET', path, { token: tokens.otherFan });
      expect(body).toEqual({ items: [], nextCursor: null });
    },
  );
});
