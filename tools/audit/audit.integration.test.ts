import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, it } from 'vitest';

const database = await testDatabase();
const db = openForTest(database);

/** Runs `npm run audit` on the test's database. */
const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  new Promise<{ readonly exitCode: number; readonly text: string }>((resolve) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, 'main.ts'), ...args],
      { env: { DATABASE_URL: database.url, ...environment } },
      (error, stdout, stderr) =>
        resolve({ exitCode: error === null ? 0 : Number(error.code), text: stdout + stderr }),
    );
  });

it('exits with 0 while every check holds, and with 1 naming the check, its promise and the rows once one does not', async () => {
  const sale = await makeSale(db, { seats: 10 });
  for (const seatNumber of [1, 2, 3]) {
    await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [seatNumber] });
  }
  const sound = await run([]);
  expect(sound.text).toMatch(/All \d+ checks hold/);
  expect(sound.exitCode).toBe(0);

  await db.query('update seats set reservation_id = null where performance_id = $1', [sale.performanceId]);
  const broken = await run(['--rows', '2']);
  expect(broken.exitCode).toBe(1);
  expect(broken.text).toMatch(/✗ seats-and-reservations-agree +a live reservation owns exactly its seats/);
  expect(broken.text).toContain(`${sale.performanceId} seat 1 is free although`);
  expect(broken.text).toContain('and 1 more');

  const machine = await run(['--json', '--rows', '2']);
  expect(machine.exitCode).toBe(1);
  const { ok, checks } = JSON.parse(machine.text);
  const failed = checks.filter((check: { count: number }) => check.count > 0);
  expect([ok, failed.length, failed[0].count, failed[0].first.length]).toEqual([false, 1, 3, 2]);
});

it('exits with 2 and says why when it cannot audit', async () => {
  const unreachable = await run([], { DATABASE_URL: 'postgres://unknown@127.0.0.1:1/nothing' });
  expect([unreachable.exitCode, unreachable.text]).toEqual([2, expect.stringContaining('could not be made')]);
  const wrong = await run(['--rows', 'many']);
  expect([wrong.exitCode, wrong.text]).toEqual([2, expect.stringContaining('--rows cannot be "many"')]);
});
