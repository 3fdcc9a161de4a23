import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, it } from 'vitest';
import { appendEvents } from '../events/domain-events.ts';

const database = await testDatabase();
const db = openForTest(database);
const command = fileURLToPath(new URL('./main.ts', import.meta.url));

const run = (...args: string[]) => runOn(database.url, ...args);

const runOn = (url: string, ...args: string[]) =>
  new Promise<{ readonly code: unknown; readonly output: string }>((resolve) => {
    execFile(process.execPath, [command, ...args], { env: { DATABASE_URL: url } }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, output: stdout + stderr }),
    );
  });

it('shows the position of each consumer, sets one, and explains what it cannot do', async () => {
  await appendEvents(db, [{ stream: 's', version: 1, type: 'seen', payload: {} }]);
  await db.query(
    `insert into event_cursors (consumer, position, types) select 'notices', max(seq), '{seen}' from domain_events`,
  );
  const [status, unknown, wrong, reset] = await Promise.all([
    run('status'),
    run('reset', 'unknown_consumer', '--to', 'end'),
    run('reset', 'notices', '--to', 'yesterday'),
    run('reset', 'notices', '--to', 'start'),
  ]);
  expect(status).toMatchObject({ code: 0, output: expect.stringContaining('notices') });
  expect(unknown).toMatchObject({
    code: 1,
    output: expect.stringContaining('no consumer is named unknown_consumer'),
  });
  expect(wrong).toMatchObject({ code: 2, output: expect.stringContaining('npm run relay -- reset') });
  expect(reset).toMatchObject({
    code: 0,
    output: expect.stringContaining('notices: reads on after event 0'),
  });
  expect(await db.query('select position from event_cursors')).toEqual([{ position: 0 }]);
});

it('reports a missing setting or an unreachable database in one line', async () => {
  const [help, nowhere, away] = await Promise.all([
    runOn('', '--help'),
    runOn('', 'status'),
    runOn('postgres://unknown@127.0.0.1:1/none', 'status'),
  ]);
  expect(help).toMatchObject({ code: 0, output: expect.stringContaining('npm run relay -- reset') });
  expect(nowhere).toMatchObject({ code: 2, output: expect.stringMatching(/^DATABASE_URL is missing.*\n$/) });
  expect(away).toMatchObject({ code: 2, output: expect.stringMatching(/^The relay.*ECONNREFUSED.*\n$/) });
});
