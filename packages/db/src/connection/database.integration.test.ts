import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { describe, expect, it, vi } from 'vitest';
import { isDatabaseUnavailable } from './availability.ts';

const database = await testDatabase();
const db = openForTest(database, 1);
const admin = openForTest(database, 1);

/** Ends a session as a stopping server does, and waits until it is gone. */
async function endSession(pid: number): Promise<void> {
  await admin.query('select pg_terminate_backend($1)', [pid]);
  await vi.waitFor(async () => {
    expect(await admin.query('select from pg_stat_activity where pid = $1', [pid])).toEqual([]);
  });
}

describe('a transaction', () => {
  it('fails with its connection and leaves the process and the pool working', async () => {
    const broken = db.transaction(async (tx) => {
      const [session] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await endSession(session!.pid);
      await tx.query('select 1');
    });
    await expect(broken).rejects.toSatisfy(isDatabaseUnavailable);
    expect(await db.query('select 1 as one')).toEqual([{ one: 1 }]);
  });
});
