import type { AccountId } from '@concert-mania/core/shared/ids';
import type { Database } from '@concert-mania/db/database';
import { newId } from './builders.ts';

/** Accounts that cannot log in, each with an empty wallet, in two statements however many. */
export async function makeAccounts(db: Database, count: number): Promise<readonly AccountId[]> {
  const ids = Array.from({ length: count }, () => newId('usr'));
  await db.transaction(async (tx) => {
    await tx.query(
      `insert into accounts (id, email, password_hash, name)
       select id, id || '@fans.example', 'no password', 'Fan' from unnest($1::text[]) as id`,
      [ids],
    );
    await tx.query('insert into wallets (account_id) select unnest($1::text[])', [ids]);
  });
  return ids;
}

/** How many seats of the performances are owned, and by how many reservations. */
export async function countHeld(
  db: Database,
  performanceIds: readonly string[],
): Promise<{ readonly seats: number; readonly reservations: number }> {
  const [row] = await db.query<{ seats: number; reservations: number }>(
    `select count(*) as seats, count(distinct reservation_id) as reservations
     from seats where performance_id = any($1) and reservation_id is not null`,
    [performanceIds],
  );
  return row ?? { seats: 0, reservations: 0 };
}

/** Gives the planner figures about freshly filled tables, as it would have them in a system that has run for a while. */
export async function analyzeTables(db: Database): Promise<void> {
  await db.query('vacuum (analyze) seats, accounts, reservations, domain_events, command_outcomes');
}

/** Writes all dirty pages out now, so that no checkpoint falls into a measurement. */
export async function checkpoint(db: Database): Promise<void> {
  await db.query('checkpoint');
}
