import { randomInt, randomUUID } from 'node:crypto';
import { dataOf } from '@concert-mania/client/problem';
import { enterConcert } from '@concert-mania/client/waiting-room';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { readRedis } from '@concert-mania/testkit/data/queue-probe';
import { type Fan, fanAt, logInFan } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import { afterAll, expect, it, vi } from 'vitest';
import { startCollector } from '../../tools/trace/collector.ts';
import { ADMIN, cardPayment, holdSeats, payByCard, startSystem } from './system.ts';

const collector = await startCollector();
afterAll(collector.close);
// The most verbose log level, and every trace recorded.
const { stack, db, api, output } = await startSystem(
  {},
  {
    LOG_LEVEL: 'trace',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_TRACES_SAMPLER_ARG: '1',
    OTEL_BSP_SCHEDULE_DELAY: '200',
  },
);

const planted = (what: string) => `planted-${what}-${randomUUID()}`;
const PASSWORD = planted('password');
const WRONG_PASSWORD = planted('wrong-password');
const OPENS_AFTER_MS = 1_500;
const PATIENCE = { timeout: 20_000, interval: 100 };
const email = `${randomUUID()}@fans.example`;

/** Signs up, logs in and out, and logs in wrongly. Returns every issued token. */
async function useAccount() {
  await send(api, 'POST', '/v1/auth/signup', { body: { email, password: PASSWORD, name: 'Fan' } });
  await send(api, 'POST', '/v1/auth/login', { body: { email, password: WRONG_PASSWORD } });
  const first = (await send(api, 'POST', '/v1/auth/login', { body: { email, password: PASSWORD } })).body;
  const body = { refreshToken: first.refreshToken };
  const second = (await send(api, 'POST', '/v1/auth/refresh', { body })).body;
  await send(api, 'POST', '/v1/auth/refresh', { body });
  // The second use of a refresh token has ended that session.
  const { token } = await logInFan(api, email, PASSWORD);
  const admin = await logInFan(api, ADMIN.email, ADMIN.password);
  const ended = [first.accessToken, first.refreshToken, second.accessToken, second.refreshToken];
  return { token, handedOut: [...ended, token, admin.token] };
}

/** Sends secrets in wrong places, because refused input is often logged. */
async function sendWrongly(token: string): Promise<string[]> {
  const secret = planted('misplaced');
  const answers = [
    send(api, 'POST', '/v1/auth/login', { rawBody: `{"email":"${email}","password":"${secret}"` }),
    send(api, 'POST', '/v1/auth/login', { body: { email, password: { nested: secret } } }),
    send(api, 'POST', '/v1/auth/signup', { body: { email, password: secret, name: 'x', [secret]: 1 } }),
    send(api, 'GET', '/v1/me', { headers: { authorization: `Bearer ${secret}` } }),
    send(api, 'GET', '/v1/me', { headers: { cookie: `cm_admin=${secret}` } }),
    send(api, 'POST', '/v1/webhooks/payments', {
      body: { secret },
      headers: { 'webhook-id': 'a', 'webhook-timestamp': '1', 'webhook-signature': `v1,${secret}` },
    }),
    send(api, 'POST', '/v1/wallet/top-ups', {
      token,
      body: { amount: -1, orderId: 'order-1', paymentKey: secret },
      headers: { 'idempotency-key': 'k' },
    }),
    send(api, 'POST', '/admin/login', {
      rawBody: `email=${ADMIN.email}&password=${secret}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  ];
  for (const answer of await Promise.all(answers)) expect(answer.status).toBeGreaterThanOrEqual(400);
  return [secret];
}

/** A seat held with a queue token and paid by the gateway; a payment that is declined. */
async function buy(token: string): Promise<string[]> {
  const fan = fanAt(api, { accountId: 'unused', email, token });
  const sale = await makeSale(db, { waitingRoomEnabled: true });
  const secrets: string[] = [];
  // A pass ends with its purchase, so each purchase starts at the waiting room.
  for (const [seat, scenario] of [
    [1, 'approve'],
    [2, 'decline'],
  ] as const) {
    const { token: queueToken } = await enterConcert(fan, sale.concertId);
    const held = await holdSeats(fan, sale.performanceId, [seat], queueToken);
    const payment = await cardPayment(stack.mockPgUrl, held, scenario);
    await fan.run('payment.pay', { body: payment });
    secrets.push(queueToken, payment.paymentKey);
    if (scenario === 'approve') await passEnds(fan, sale.concertId, queueToken);
  }
  return secrets;
}

/** A pass ends shortly after its purchase; until then a join returns the same pass. */
const passEnds = (fan: Fan, concertId: string, queueToken: string) =>
  vi.waitFor(async () => {
    const params = { path: { concertId }, header: { 'Queue-Token': queueToken } };
    const { data } = await fan.GET('/v1/concerts/{concertId}/queue', { params });
    if (data?.status === 'admitted') throw new Error('the pass has not ended');
  }, PATIENCE);

/** Lets a fan gather before an opening. Returns the seed of the draw once it is public. */
async function drawSeed(token: string): Promise<string> {
  const fan = fanAt(api, { accountId: 'unused', email, token });
  const opensAt = new Date(Date.now() + OPENS_AFTER_MS);
  const { concertId } = await makeSale(db, { waitingRoomEnabled: true, opensAt });
  const params = { path: { concertId } };
  const joined = await dataOf(fan.POST('/v1/concerts/{concertId}/queue', { params }));
  expect(joined.status).toBe('pre_open');
  return vi.waitFor(async () => {
    const { shuffle } = await dataOf(fan.GET('/v1/concerts/{concertId}/queue/serving', { params }));
    if (!shuffle?.seed) throw new Error('the seed is still secret');
    return shuffle.seed;
  }, PATIENCE);
}

it('no password, token, seed or payment key is written to a log, a span, a queue or, but for payment keys, a database', async () => {
  const { token, handedOut } = await useAccount();
  const passwords = [PASSWORD, WRONG_PASSWORD, ADMIN.password, ...(await sendWrongly(token))];
  const bought = await buy(token);
  const secrets = [...passwords, ...handedOut.map(String), ...bought, await drawSeed(token)];
  expect(secrets.every((secret) => secret.length > 20)).toBe(true);

  await vi.waitFor(() => expect(output.join('\n')).toContain('order drawn'), PATIENCE);
  const logs = output.join('\n');
  expect(logs).toContain('/v1/auth/login');
  const queues = await readRedis(stack.redisUrl, 'queues');
  expect(queues).toContain('payment.pay');
  const traced = await vi.waitFor(() => {
    const received = collector.received.join('\n');
    for (const step of ['/v1/auth/login', 'gateway']) expect(received).toContain(step);
    return received;
  }, PATIENCE);
  for (const secret of secrets) {
    expect(logs).not.toContain(secret);
    expect(traced).not.toContain(secret);
    expect(queues).not.toContain(secret);
  }
  // Redis may contain tokens of the waiting room, but no password and no session.
  const redis = await readRedis(stack.redisUrl, 'everything');
  const accounts = JSON.stringify(
    await db.query(
      `select to_jsonb(a) as a, to_jsonb(s) as s, to_jsonb(r) as r from accounts a
       left join sessions s on s.account_id = a.id left join refresh_tokens r on r.account_id = a.id`,
    ),
  );
  expect(accounts).toContain(email);
  for (const secret of [...passwords, ...handedOut.map(String)]) {
    expect(redis).not.toContain(secret);
    expect(accounts).not.toContain(secret);
  }
});

/** The content of a table, one line per row; bytes as text where possible. */
async function readTables(): Promise<ReadonlyMap<string, string>> {
  const tables = await db.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const read = tables.map(async ({ name }): Promise<[string, string]> => {
    const rows = await db.query<{ line: string }>(`select to_jsonb(t)::text as line from "${name}" t`);
    const lines = rows.map(({ line }) => line).join('\n');
    const bytes = lines.match(/\\\\x[0-9a-f]+/g) ?? [];
    return [name, [lines, ...bytes.map((hex) => Buffer.from(hex.slice(3), 'hex').toString())].join('\n')];
  });
  return new Map(await Promise.all(read));
}

/** Joins, holds, pays by card, cancels, and lets a hold expire; waits for the notices. */
async function buyAndCancel(fan: Fan) {
  const sale = await makeSale(db, { waitingRoomEnabled: true });
  const { token } = await enterConcert(fan, sale.concertId);
  const held = await holdSeats(fan, sale.performanceId, [1], token);
  await payByCard(fan, stack.mockPgUrl, held);
  const erase = () => fan.DELETE('/v1/me', { body: { password: PASSWORD } });
  expect((await erase()).error).toMatchObject({ status: 409, blockedBy: ['upcoming_tickets'] });
  await fan.run('reservation.cancel', { path: { reservationId: held.id }, body: {} });
  await vi.waitFor(async () => {
    const mails = await send(stack.mailUrl, 'GET', '/messages.json');
    expect(JSON.stringify(mails.body).split(fan.email).length).toBeGreaterThan(2);
  }, PATIENCE);
  await enterConcert(fan, (await makeSale(db, { waitingRoomEnabled: true })).concertId);
  return { erase };
}

it('no data of an erased fan remains in a table, in Redis, in a job or in a log', async () => {
  const [mark, digits] = [randomUUID().slice(0, 18), String(randomInt(1e7, 1e8))];
  const person = {
    email: `gone-${mark}@fans.example`,
    name: `Gone ${mark}`,
    phone: `010-${digits.slice(0, 4)}-${digits.slice(4)}`,
  };
  await send(api, 'POST', '/v1/auth/signup', { body: { ...person, password: PASSWORD } });
  const fan = await logInFan(api, person.email, PASSWORD);
  const { erase } = await buyAndCancel(fan);
  await fan.PATCH('/v1/me', { body: { name: `${person.name} Sky` } });
  await send(api, 'POST', '/v1/auth/login', { body: { email: person.email, password: WRONG_PASSWORD } });
  await send(api, 'POST', '/v1/auth/password-reset', { body: { email: person.email } });
  const exported = await dataOf(fan.GET('/v1/me/export'));
  expect(exported).toMatchObject({
    profile: [{ email: person.email }],
    payments: [{ status: expect.stringMatching('cancelled') }],
  });

  const traces = [person.email, `gone ${mark}`, person.phone, `10${digits}`];
  const seen = (text: string) => traces.filter((trace) => text.toLowerCase().includes(trace));
  expect(seen([...(await readTables()).values()].join('\n'))).toEqual([
    person.email,
    `gone ${mark}`,
    `10${digits}`,
  ]);
  // Waits for the refund.
  await vi.waitFor(async () => expect((await erase()).response.status).toBe(204), PATIENCE);

  for (const [table, text] of await readTables()) expect([table, seen(text)]).toEqual([table, []]);
  expect(seen(await readRedis(stack.redisUrl, 'everything'))).toEqual([]);
  expect(seen(output.join('\n'))).toEqual([]);
  expect((await fan.GET('/v1/me')).response.status).toBe(401);
  await expect(logInFan(api, person.email, PASSWORD)).rejects.toMatchObject({
    code: 'invalid_credentials',
  });
});
