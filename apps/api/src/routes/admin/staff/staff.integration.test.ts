import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { makeAccountDesk } from '@concert-mania/db/accounts/account-desk';
import { makeSale } from '@concert-mania/testkit/data/builders';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { type Fan, logInFan, signUpFan, signUpStaff } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import { startApi, TEST_ADMIN } from '@concert-mania/testkit/system/start-api';
import { beforeAll, describe, expect, it } from 'vitest';

const database = await testDatabase();
const db = openForTest(database);
const redis = testRedis();
const api = await startApi({ database, redis });
const COMMAND = join(import.meta.dirname, '../../../../../../tools/accounts/main.ts');

/** Runs `npm run accounts` on the test's system with `input` on standard input. */
const accounts = (args: readonly string[], input = '') =>
  new Promise<{ readonly exitCode: number; readonly text: string }>((resolve) => {
    const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, REDIS_KEY_PREFIX: redis.prefix };
    const child = execFile(process.execPath, [COMMAND, ...args], { env }, (error, stdout, stderr) =>
      resolve({ exitCode: error === null ? 0 : Number(error.code), text: stdout + stderr }),
    );
    child.stdin?.end(input);
  });

let admin: Fan;
let fan: Fan;
beforeAll(async () => {
  [admin, fan] = await Promise.all([
    logInFan(api.url, TEST_ADMIN.email, TEST_ADMIN.password),
    signUpFan(api.url),
  ]);
});

const PLAN = {
  name: 'Hall',
  categories: [{ name: 'R', color: '#f00' }],
  zones: [
    {
      name: 'A',
      position: { x: 0, y: 0 },
      rows: [
        {
          row_number: '1',
          position: { x: 0, y: 0 },
          seats: [1, 2].map((n) => ({
            seat_guid: `s${n}`,
            seat_number: `${n}`,
            position: { x: n, y: 0 },
            category: 'R',
          })),
        },
      ],
    },
  ],
};

/** All ids of a list, read page by page. */
async function idsOf(path: string, limit = 2): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ; ) {
    const { status, body } = await admin.request('GET', `${path}limit=${limit}${cursor}`);
    expect(status).toBe(200);
    ids.push(...(body.items as { id: string }[]).map(({ id }) => id));
    if (body.nextCursor === null) return ids;
    cursor = `&cursor=${String(body.nextCursor)}`;
  }
}

describe('the lists of administrators', () => {
  it('find every concert, drafts included, by status and page by page', async () => {
    const { concertId } = await makeSale(db);
    const draft = await makeSale(db);
    await db.query('update concerts set published_at = null where id = $1', [draft.concertId]);
    expect((await idsOf('/v1/admin/concerts?', 1)).sort()).toEqual([concertId, draft.concertId].sort());
    expect(await idsOf('/v1/admin/concerts?status=draft&')).toEqual([draft.concertId]);
    expect(await idsOf('/v1/admin/concerts?status=published&')).toEqual([concertId]);
    const other = await admin.request('GET', '/v1/admin/concerts?status=gone');
    expect(other).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  it('find accounts by role, address, name and id', async () => {
    const clerk = await signUpStaff(api.url, db, 'box_office');
    expect(await idsOf('/v1/admin/accounts?role=box_office&')).toEqual([clerk.accountId]);
    expect(await idsOf(`/v1/admin/accounts?q=${clerk.email.slice(0, 20).toUpperCase()}&`)).toEqual([
      clerk.accountId,
    ]);
    expect(await idsOf(`/v1/admin/accounts?q=${clerk.accountId}&`)).toEqual([clerk.accountId]);
    expect(await idsOf('/v1/admin/accounts?q=%25&')).toEqual([]);
    expect(await idsOf('/v1/admin/accounts?')).toContain(fan.accountId);
    const one = await admin.request('GET', `/v1/admin/accounts/${clerk.accountId}`);
    expect(one.body).toMatchObject({ id: clerk.accountId, role: 'box_office', disabled: false });
  });
});

describe('created objects', () => {
  it('are found at their Location', async () => {
    const made = await admin.request('POST', '/v1/admin/venues', {
      body: { name: 'Hall', address: 'Seoul', seatingPlan: PLAN },
    });
    expect(made.status).toBe(201);
    const venueAt = made.headers.get('location') ?? '';
    expect(venueAt).toBe(`/v1/admin/venues/${String(made.body.id)}`);
    const venue = await admin.request('GET', venueAt);
    const sections = [{ name: 'A', seats: 2, box: { x: 1, y: 0, width: 1, height: 0 } }];
    expect(venue.body).toMatchObject({ seatCount: 2, sections, categories: [{ category: 'R', seats: 2 }] });
    expect(await idsOf('/v1/admin/venues?')).toContain(made.body.id);

    const concert = await admin.request('POST', '/v1/admin/concerts', {
      body: { title: 'T', artist: 'A', description: '', venueId: made.body.id },
    });
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const performance = await admin.request(
      'POST',
      `/v1/admin/concerts/${String(concert.body.id)}/performances`,
      {
        body: {
          startsAt: day(30),
          saleOpensAt: day(1),
          saleClosesAt: day(29),
          prices: [{ category: 'R', grade: 'R', price: 10_000 }],
        },
      },
    );
    expect(performance.status).toBe(201);
    const found = await admin.request('GET', performance.headers.get('location') ?? '');
    expect(found).toMatchObject({ status: 200, body: { id: performance.body.id, totalSeats: 2 } });

    const { items } = (await admin.request('GET', '/v1/admin/actions?limit=3')).body;
    expect(items).toMatchObject([
      { action: 'performance.added', subject: performance.body.id, accountId: admin.accountId },
      { action: 'concert.created', subject: concert.body.id },
      { action: 'venue.imported', subject: made.body.id },
    ]);
  });
});

describe('an account', () => {
  const change = (id: string, body: object) => admin.request('PATCH', `/v1/admin/accounts/${id}`, { body });

  it('gets a role and loses it, recorded with author and change', async () => {
    const { accountId } = await signUpFan(api.url);
    const promoted = await change(accountId, { role: 'steward' });
    expect(promoted).toMatchObject({ status: 200, body: { role: 'steward', disabled: false } });
    expect(await change(accountId, { role: 'steward' })).toMatchObject({ status: 200 });
    expect(await change(accountId, { role: 'user', disabled: true })).toMatchObject({
      body: { role: 'user', disabled: true },
    });
    const { items } = (await admin.request('GET', `/v1/admin/actions?subject=${accountId}`)).body;
    expect(items).toMatchObject([
      { action: 'account.changed', details: { from: { role: 'steward' }, role: 'user', disabled: true } },
      {
        action: 'account.changed',
        requestId: promoted.headers.get('x-request-id'),
        details: { role: 'steward' },
      },
    ]);
    expect(await change('usr_none', { role: 'user' })).toMatchObject({ status: 404 });
  });

  it('that is disabled is signed out at once, and learns why only with the right password', async () => {
    const clerk = await signUpStaff(api.url, db, 'box_office');
    expect((await clerk.request('GET', '/v1/box-office/stuck-money')).status).toBe(200);
    await change(clerk.accountId, { disabled: true });
    await expect.poll(async () => (await clerk.request('GET', '/v1/me')).status).toBe(401);
    const logIn = (password: string) =>
      send(api.url, 'POST', '/v1/auth/login', { body: { email: clerk.email, password } });
    expect(await logIn('a-long-enough-passphrase')).toMatchObject({
      status: 403,
      body: { code: 'account_disabled' },
    });
    expect(await logIn('another-passphrase')).toMatchObject({ body: { code: 'invalid_credentials' } });
    await change(clerk.accountId, { disabled: false });
    expect((await logIn('a-long-enough-passphrase')).status).toBe(200);
  });

  it('that loses its role loses it at once', async () => {
    const clerk = await signUpStaff(api.url, db, 'box_office');
    await change(clerk.accountId, { role: 'user' });
    await expect
      .poll(async () => (await clerk.request('GET', '/v1/box-office/stuck-money')).status)
      .toBe(401);
  });

  it('stays an administrator while it is the last one, also if two demote each other at once', async () => {
    for (const body of [{ role: 'user' }, { disabled: true }]) {
      expect(await change(admin.accountId, body)).toMatchObject({
        status: 409,
        body: { code: 'last_admin' },
      });
    }
    const second = await signUpStaff(api.url, db, 'admin');
    const desk = makeAccountDesk(db);
    const answers = await Promise.all(
      [admin, second].map(({ accountId }) => desk.change(accountId, null, { disabled: true })),
    );
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
    await db.query('update accounts set disabled_at = null where id = $1', [admin.accountId]);
  });
});

describe('the log of staff actions', () => {
  it('is filtered and read page by page', async () => {
    await admin.request('GET', '/v1/admin/audit');
    await admin.request('GET', '/v1/admin/audit');
    const path = `/v1/admin/actions?action=audit.run&accountId=${admin.accountId}&limit=1`;
    const first = (await admin.request('GET', path)).body;
    const second = (await admin.request('GET', `${path}&cursor=${String(first.nextCursor)}`)).body;
    expect([first.items, second.items]).toMatchObject([
      [{ action: 'audit.run', details: { findings: 0 } }],
      [{ action: 'audit.run' }],
    ]);
    const forged = await admin.request('GET', `/v1/admin/actions?cursor=${String(first.nextCursor)}`);
    expect(forged).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    const past = await admin.request('GET', '/v1/admin/actions?to=2020-01-01T00:00:00Z');
    expect(past.body.items).toEqual([]);
  });

  it('is append-only: no row can be changed, or removed before its time', async () => {
    const refusal = { code: '23001' };
    await expect(db.query(`update staff_actions set action = 'nothing'`)).rejects.toMatchObject(refusal);
    await expect(db.query('delete from staff_actions')).rejects.toMatchObject(refusal);
    await db.query(`insert into staff_actions (action, keep_until) values ('old', now() - interval '1 day')`);
    await db.query(`delete from staff_actions where keep_until < now()`);
  });

  it('has a line in the security log, which names the route', async () => {
    await expect
      .poll(() => api.lines.filter((line) => line.includes('"staff_action"')))
      .toEqual(expect.arrayContaining([expect.stringContaining('PATCH /v1/admin/accounts/:accountId')]));
  });
});

describe('the command for accounts', () => {
  it('creates staff accounts, grants roles, sets passwords and lists staff', async () => {
    const made = await accounts(['create', 'gate@box.example', '--role', 'steward'], 'north-guards-1986\n');
    expect(made).toMatchObject({ exitCode: 0, text: expect.stringContaining('gate@box.example is steward') });
    const steward = await logInFan(api.url, 'gate@box.example', 'north-guards-1986');
    const again = await accounts(['create', 'GATE@box.example', '--role', 'admin'], 'north-guards-1986\n');
    expect(again).toMatchObject({ exitCode: 1, text: expect.stringContaining('has an account already') });

    expect((await accounts(['set-password', 'gate@box.example'], 'south-guards-1987\n')).exitCode).toBe(0);
    await expect.poll(async () => (await steward.request('GET', '/v1/me')).status).toBe(401);
    expect((await accounts(['grant', 'gate@box.example', 'box_office'])).exitCode).toBe(0);
    const clerk = await logInFan(api.url, 'gate@box.example', 'south-guards-1987');
    expect((await clerk.request('GET', '/v1/box-office/stuck-money')).status).toBe(200);

    const listed = await accounts(['list']);
    expect(listed.text).toMatch(/gate@box\.example +box_office +active +no second factor +20/);
    const { items } = (await admin.request('GET', `/v1/admin/actions?subject=${clerk.accountId}`)).body;
    expect(items).toMatchObject([
      { action: 'account.changed', accountId: null },
      { action: 'account.password_set', accountId: null },
      { action: 'account.created', accountId: null },
    ]);
  });

  it('reports faults and changes nothing', async () => {
    const [weak, unknown, wrong] = await Promise.all([
      accounts(['create', 'x@box.example', '--role', 'admin'], 'password\n'),
      accounts(['grant', 'unknown@box.example', 'admin']),
      accounts(['create', 'x@box.example', '--role', 'god'], 'north-guards-1986\n'),
    ]);
    expect(weak).toMatchObject({ exitCode: 1, text: expect.stringContaining('too short, too common') });
    expect(unknown).toMatchObject({ exitCode: 1, text: expect.stringContaining('no account of unknown@') });
    expect(wrong).toMatchObject({ exitCode: 2, text: expect.stringContaining("--role 'god' is unknown") });
  });
});

describe('ADMIN_PASSWORD', () => {
  it('that differs from the stored one stops the process with the command that repairs it', async () => {
    const start = (environment: Record<string, string>) => startApi({ database, redis }, environment);
    await expect(start({ ADMIN_PASSWORD: 'second-passphrase-2' })).rejects.toThrow(
      /exit code 78[\s\S]*ADMIN_PASSWORD is not the password of[\s\S]*accounts -- set-password/,
    );
    await expect(start({ ADMIN_EMAIL: fan.email })).rejects.toThrow(/exit code 78[\s\S]*ADMIN_EMAIL is/);
  });
});
