import type { AccountId } from '@concert-mania/core/shared/ids';
import type { Database } from '@concert-mania/db/connection/database';
import { newId } from './builders.ts';

/** Accounts that cannot log in, each with an empty wallet, in two statements however many. */
export async function makeAccounts(db: Database, count: number): Promise<readonly AccountId[]> {
  const ids = Array.from({ length: count }, () => newId('usr'));
  await db.transaction(async (tx) => {
    await tx.query(
      `insert into accounts (id, email, password_hash, name, email_verified_at)
       select id, id || '@fans.example', 'no password', 'Fan', now() from unnest($1::text[]) as id`,
      [ids],
    );
    await tx.query('insert into wallets (account_id) select unnest($1::text[])', [ids]);
  });
  return ids;
}

/** Adds an amount to each wallet, backed by the ledger, in one statement. */
export async function fillWallets(
  db: Database,
  accountIds: readonly AccountId[],
  amount: number,
): Promise<void> {
  await db.query(
    `with filled as (
       update wallets set balance_amount = balance_amount + $2 where account_id = any($1) returning account_id, balance_amount
     ), transfers as (
       insert into ledger_transfers (id, reference, kind)
       select 'trf_' || account_id, 'trf_' || account_id, 'top_up' from filled
     )
     insert into ledger_entries (transfer_id, ledger_account, amount, balance_after_amount)
     select 'trf_' || account_id, 'wallet:' || account_id, $2::bigint, balance_amount from filled
     union all
     select 'trf_' || account_id, 'gateway-clearing', -$2::bigint, null from filled`,
    [accountIds, amount],
  );
}

/** How many reservations of a performance are confirmed. */
export async function countConfirmed(db: Database, performanceId: string): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `select count(*) as n from reservations where performance_id = $1 and status = 'confirmed'`,
    [performanceId],
  );
  return row?.n ?? 0;
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

/** Updates the planner statistics, as they are in a system that has run for a while. */
export async function analyzeTables(db: Database): Promise<void> {
  await db.query('vacuum (analyze) seats, accounts, reservations, tickets, domain_events, command_outcomes');
}

/** Writes all dirty pages out now, so that no checkpoint falls into a measurement. */
export async function checkpoint(db: Database): Promise<void> {
  await db.query('checkpoint');
}
