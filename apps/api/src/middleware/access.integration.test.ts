import { randomUUID } from 'node:crypto';
import { dataOf } from '@concert-mania/client/problem';
import { makePaymentStore } from '@concert-mania/db/money/payments/payment-store';
import { makeSale, newId } from '@concert-mania/testkit/data/builders';
import { payByGateway } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { logInFan, signUpFan, signUpStaff } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import { startApi, TEST_ADMIN } from '@concert-mania/testkit/system/start-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeApp } from '../app.ts';
import { openApiDocument } from '../docs/openapi-document.ts';
import { fakeDeps } from '../testing/fake-deps.ts';

const database = await testDatabase();
const db = openForTest(database);
const api = await startApi({ database, redis: testRedis() });

const PEOPLE = ['anonymous', 'fan', 'otherFan', 'admin', 'steward', 'boxOffice'] as const;
type Person = (typeof PEOPLE)[number];

/** Objects that belong to the fan. */
interface Belongings {
  readonly concertId: string;
  readonly performanceId: string;
  readonly reservationId: string;
  readonly topUpOrderId: string;
  /** A performance of a concert without a waiting room. */
  readonly openPerformanceId: string;
  readonly paymentId: string;
  readonly jobId: string;
  readonly queueToken: string;
}

interface Row {
  readonly path?: (mine: Belongings) => string;
  readonly headers?: (mine: Belongings) => Record<string, string>;
  readonly body?: (mine: Belongings) => unknown;
  /**
   * The status for each person. Staff other than administrators get a stranger's, unless `staff`
   * says otherwise.
   */
  readonly expect: readonly [anonymous: number, fan: number, otherFan: number, admin: number];
  readonly staff?: { readonly steward?: number; readonly boxOffice?: number };
  /** The code that hides the object from a stranger. */
  readonly hidden?: string;
}

const everybody = (status: number): Row['expect'] => [status, status, status, status];
const MINE: Row['expect'] = [401, 200, 404, 404];
const SIGNED_IN: Row['expect'] = [401, 200, 200, 200];
/** Administrators pass; `status` is the answer behind the check. */
const admins = (status: number): Row['expect'] => [401, 403, 403, status];
/** Box office staff and administrators pass. */
const boxOffice = (status: number): Pick<Row, 'expect' | 'staff'> => ({
  expect: admins(status),
  staff: { boxOffice: status },
});

const concert = ({ concertId }: Belongings) => `/v1/concerts/${concertId}`;
const performance = ({ performanceId }: Belongings) => `/v1/performances/${performanceId}`;
const key = () => ({ 'idempotency-key': randomUUID() });
const withToken = ({ queueToken }: Belongings) => ({ 'queue-token': queueToken });
const nothing = () => ({});

/** Every route. The first test below fails for a missing route. */
const TABLE: Readonly<Record<string, Row>> = {
  'POST /v1/auth/signup': { body: nothing, expect: everybody(400) },
  'POST /v1/auth/login': { body: nothing, expect: everybody(400) },
  'POST /v1/auth/refresh': { body: () => ({ refreshToken: 'x' }), expect: everybody(401) },
  'POST /v1/auth/logout': { body: () => ({ refreshToken: 'x' }), expect: everybody(204) },
  'POST /v1/auth/verify-email': { body: () => ({ token: 'x' }), expect: everybody(400) },
  'POST /v1/auth/password-reset': { body: () => ({ email: 'unknown@fans.example' }), expect: everybody(202) },
  'POST /v1/auth/password-reset/confirm': {
    body: () => ({ token: 'x', password: 'seat-lover-1' }),
    expect: everybody(400),
  },
  'POST /v1/auth/verify-email/resend': { expect: [401, 204, 204, 204] },
  'GET /v1/me': { expect: SIGNED_IN },
  'PUT /v1/me/password': {
    body: () => ({ currentPassword: 'not the password', newPassword: 'another password' }),
    expect: everybody(401),
  },
  'GET /v1/me/sessions': { expect: SIGNED_IN },
  'DELETE /v1/me/sessions/:sessionId': {
    path: () => '/v1/me/sessions/ses_0',
    expect: [401, 404, 404, 404],
  },
  'DELETE /v1/me/totp': { expect: [401, 404, 404, 404] },
  'POST /v1/me/totp': { expect: SIGNED_IN },
  'POST /v1/me/totp/confirm': { body: () => ({ code: 'no code' }), expect: [401, 400, 400, 400] },
  'DELETE /v1/me': { body: () => ({ password: 'not the password' }), expect: everybody(401) },
  'GET /v1/me/export': { expect: SIGNED_IN },
  'PATCH /v1/me': { body: () => ({ locale: 'en' }), expect: SIGNED_IN },

  'GET /v1/concerts': { expect: everybody(200) },
  'GET /v1/concerts/:concertId': { path: concert, expect: everybody(200) },
  'GET /v1/concerts/:concertId/performances': {
    path: (mine) => `${concert(mine)}/performances`,
    expect: everybody(200),
  },
  'GET /v1/performances/:performanceId/seats': {
    path: (mine) => `${performance(mine)}/seats`,
    expect: everybody(200),
  },
  'GET /v1/performances/:performanceId/seats/events': {
    path: (mine) => `${performance(mine)}/seats/events`,
    expect: everybody(200),
  },
  'GET /v1/performances/:performanceId/seats/:seatNumber': {
    path: (mine) => `${performance(mine)}/seats/1`,
    expect: everybody(200),
  },
  'GET /v1/performances/:performanceId/layout': {
    path: (mine) => `${performance(mine)}/layout`,
    expect: everybody(200),
  },
  'GET /v1/performances/:performanceId/availability': {
    path: (mine) => `${performance(mine)}/availability`,
    expect: everybody(200),
  },

  'GET /v1/concerts/:concertId/queue': {
    path: (mine) => `${concert(mine)}/queue`,
    headers: withToken,
    expect: MINE,
    hidden: 'queue_token_not_found',
  },
  'GET /v1/concerts/:concertId/queue/events': {
    path: (mine) => `${concert(mine)}/queue/events`,
    headers: withToken,
    expect: MINE,
    hidden: 'queue_token_not_found',
  },
  'GET /v1/concerts/:concertId/queue/serving': {
    path: (mine) => `${concert(mine)}/queue/serving`,
    expect: everybody(200),
  },
  // The fan has joined already; the others get their own places.
  'POST /v1/concerts/:concertId/queue': {
    path: (mine) => `${concert(mine)}/queue`,
    expect: [401, 200, 201, 201],
  },
  // Strangers go first: the place must still exist when its owner leaves it.
  'DELETE /v1/concerts/:concertId/queue': {
    path: (mine) => `${concert(mine)}/queue`,
    headers: withToken,
    expect: [401, 204, 404, 404],
    hidden: 'queue_token_not_found',
  },

  'POST /v1/reservations': {
    headers: key,
    body: ({ openPerformanceId }) => ({ performanceId: openPerformanceId, seatNumbers: [9] }),
    expect: [401, 202, 202, 202],
  },
  'GET /v1/reservations': { expect: SIGNED_IN },
  'GET /v1/reservations/:reservationId': {
    path: ({ reservationId }) => `/v1/reservations/${reservationId}`,
    expect: MINE,
    hidden: 'reservation_not_found',
  },
  'POST /v1/reservations/:reservationId/cancel': {
    path: ({ reservationId }) => `/v1/reservations/${reservationId}/cancel`,
    headers: key,
    body: nothing,
    expect: [401, 202, 404, 404],
    hidden: 'reservation_not_found',
  },

  'GET /v1/wallet': { expect: SIGNED_IN },
  'GET /v1/wallet/entries': { expect: SIGNED_IN },
  'POST /v1/wallet/top-up-orders': { body: () => ({ amount: 1_000 }), expect: [401, 201, 201, 201] },
  'POST /v1/wallet/top-ups': {
    headers: key,
    body: ({ topUpOrderId }) => ({ amount: 1_000, orderId: topUpOrderId, paymentKey: 'pk' }),
    expect: [401, 202, 422, 422],
  },
  'POST /v1/payments': {
    headers: key,
    body: ({ reservationId }) => ({ reservationId, method: 'wallet' }),
    expect: [401, 202, 404, 404],
    hidden: 'reservation_not_found',
  },
  'GET /v1/payments': { expect: SIGNED_IN },
  'GET /v1/payments/:paymentId': {
    path: ({ paymentId }) => `/v1/payments/${paymentId}`,
    expect: MINE,
    hidden: 'payment_not_found',
  },
  'POST /v1/webhooks/payments': { body: nothing, expect: everybody(401) },

  'GET /v1/jobs/:jobId': {
    path: ({ jobId }) => `/v1/jobs/${jobId}`,
    expect: MINE,
    hidden: 'job_not_found',
  },
  'GET /v1/jobs/:jobId/events': {
    path: ({ jobId }) => `/v1/jobs/${jobId}/events`,
    expect: MINE,
    hidden: 'job_not_found',
  },

  'GET /v1/admin/venues': { expect: admins(200) },
  'GET /v1/admin/venues/:venueId': { path: () => '/v1/admin/venues/ven_nobodyknows', expect: admins(404) },
  'GET /v1/admin/concerts': { expect: admins(200) },
  'GET /v1/admin/performances/:performanceId': {
    path: (mine) => `/v1/admin${performance(mine).slice(3)}`,
    expect: admins(200),
  },
  'GET /v1/admin/accounts': { expect: admins(200) },
  'GET /v1/admin/accounts/:accountId': {
    path: () => '/v1/admin/accounts/usr_nobodyknows',
    expect: admins(404),
  },
  'PATCH /v1/admin/accounts/:accountId': {
    path: () => '/v1/admin/accounts/usr_nobodyknows',
    body: () => ({ disabled: true }),
    expect: admins(404),
  },
  'GET /v1/admin/actions': { expect: admins(200) },
  'POST /v1/admin/venues': { body: nothing, expect: admins(400) },
  'POST /v1/admin/concerts': { body: nothing, expect: admins(400) },
  'GET /v1/admin/concerts/:concertId': {
    path: (mine) => `/v1/admin${concert(mine).slice(3)}`,
    expect: admins(200),
  },
  'PATCH /v1/admin/concerts/:concertId': {
    path: (mine) => `/v1/admin${concert(mine).slice(3)}`,
    body: () => ({ nonsense: 1 }),
    expect: admins(400),
  },
  'POST /v1/admin/concerts/:concertId/performances': {
    path: (mine) => `/v1/admin${concert(mine).slice(3)}/performances`,
    body: nothing,
    expect: admins(400),
  },
  'PATCH /v1/admin/performances/:performanceId': {
    path: (mine) => `/v1/admin${performance(mine).slice(3)}`,
    body: () => ({ nonsense: 1 }),
    expect: admins(400),
  },
  'POST /v1/admin/concerts/:concertId/publish': {
    path: () => '/v1/admin/concerts/con_nobodyknows/publish',
    expect: admins(404),
  },
  'PATCH /v1/admin/concerts/:concertId/waiting-room': {
    path: (mine) => `/v1/admin${concert(mine).slice(3)}/waiting-room`,
    body: () => ({ nonsense: 1 }),
    expect: admins(400),
  },
  'GET /v1/admin/performances/:performanceId/sales': {
    path: (mine) => `/v1/admin${performance(mine).slice(3)}/sales`,
    expect: admins(200),
  },
  'GET /v1/box-office/stuck-money': boxOffice(200),
  'POST /v1/box-office/stuck-money/:stuckMoneyId/settle': {
    path: () => '/v1/box-office/stuck-money/stk_none/settle',
    body: () => ({ reference: 'transfer 1', note: '' }),
    ...boxOffice(404),
  },
  'GET /v1/admin/audit': { expect: admins(200) },

  'GET /': { expect: everybody(200) },
  'GET /livez': { expect: everybody(200) },
  'GET /readyz': { expect: everybody(200) },
  'GET /openapi.json': { expect: everybody(200) },
  'GET /problems': { expect: everybody(200) },
  'GET /problems/:code': { path: () => '/problems/forbidden', expect: everybody(200) },
  'GET /docs': { expect: everybody(200) },
  'GET /docs/start.js': { expect: everybody(200) },
  'GET /docs/': { path: () => '/docs/', expect: everybody(308) },
  'GET /favicon.ico': { path: () => '/favicon.ico', expect: everybody(200) },
  'GET /docs/:asset': { path: () => '/docs/swagger-ui.css', expect: everybody(200) },
  'GET /admin/login': { expect: everybody(200) },
  'POST /admin/login': { expect: everybody(401) },
  'GET /admin/logout': { expect: everybody(200) },
  'POST /admin/logout': { expect: everybody(303) },
};

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
      if (plain.caching?.startsWith('no-store')) expect(plain.vary).toBe('Accept-Language, Authorization');
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
