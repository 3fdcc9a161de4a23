import { RETAINED_KINDS } from '@concert-mania/core/retention/retention';
import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRetentionStore } from '../retention/retention.ts';
import { grantDatabaseRoles, ROLE_KINDS, type RoleKind } from './database-roles.ts';

const database = await testDatabase();
const owner = openForTest(database);
const PASSWORD = 'a password of the tests';

const urlOf = (kind: RoleKind | 'monitor'): string => {
  const url = new URL(database.url);
  url.username = `${url.pathname.slice(1)}_${kind}`;
  url.password = PASSWORD;
  return url.href;
};
const as = {
  api: openForTest({ url: urlOf('api') }),
  worker: openForTest({ url: urlOf('worker') }),
  monitor: openForTest({ url: urlOf('monitor') }),
};

beforeAll(async () => {
  await makeHold(owner, {
    sale: await makeSale(owner),
    accountId: await makeAccount(owner),
    seatNumbers: [1],
  });
  await owner.query(`insert into staff_actions (action) values ('kept')`);
  await grantDatabaseRoles(database.url, { api: PASSWORD, worker: PASSWORD, monitor: PASSWORD });
  // Stands for a later migration, whose tables the roles must be able to use.
  await grantDatabaseRoles(database.url, {});
});
afterAll(async () => {
  for (const kind of [...ROLE_KINDS, 'monitor'] as const) {
    const role = `"${new URL(urlOf(kind)).username}"`;
    await owner.query(`drop owned by ${role}`);
    await owner.query(`drop role ${role}`);
  }
});

const LEDGER = [
  'ledger_transfers',
  'ledger_entries',
  'ledger_pending',
  'ledger_resolutions',
  'domain_events',
];
const COLUMN: Readonly<Record<string, string>> = { ledger_entries: 'ledger_account', domain_events: 'type' };
const DENIED = { code: '42501' };

describe.each(ROLE_KINDS)('the role of the %s', (kind) => {
  it.each(LEDGER)('can neither delete from %s, nor update, empty or unguard it', async (table) => {
    for (const statement of [
      `delete from ${table}`,
      `update ${table} set ${COLUMN[table] ?? 'reference'} = 'x'`,
      `truncate ${table} cascade`,
      `alter table ${table} disable trigger all`,
      `drop table ${table} cascade`,
    ]) {
      await expect(as[kind].query(statement), statement).rejects.toMatchObject(DENIED);
    }
  });

  it('cannot create objects or roles, and can read and write its tables', async () => {
    for (const statement of ['create table mine (x int)', 'create role mine', 'truncate seats cascade']) {
      await expect(as[kind].query(statement), statement).rejects.toMatchObject(DENIED);
    }
    await as[kind].query('update reservations set status = status');
    await as[kind].query(
      `insert into domain_events (stream, version, type, payload) values ($1, 1, 'x', '{}')`,
      [kind],
    );
  });
});

it('lets workers only read the programme', async () => {
  await as.worker.query('select from venues');
  await expect(as.worker.query(`update venues set name = 'x'`)).rejects.toMatchObject(DENIED);
  await as.api.query('update venues set name = name');
});

it('lets workers remove old rows of every kind', async () => {
  await owner.query(
    `insert into staff_actions (action, keep_until) values ('over', now() - interval '2 days')`,
  );
  const { removeSome } = makeRetentionStore(as.worker);
  for (const kind of RETAINED_KINDS) {
    expect(await removeSome(kind, 1), kind).toEqual({
      removed: kind === 'staff_actions' ? 1 : 0,
      done: true,
    });
  }
});

it('lets the monitoring see the statements of all connections, and no rows', async () => {
  const hidden = `select from pg_stat_activity where query = '<insufficient privilege>'`;
  expect(await as.api.query(hidden)).not.toEqual([]);
  expect(await as.monitor.query(hidden)).toEqual([]);
  await expect(as.monitor.query('select from accounts')).rejects.toMatchObject(DENIED);
});
