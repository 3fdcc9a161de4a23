import type { AccountId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';
import { ok, type Result, refuse } from '@concert-mania/core/shared/result';
import { prepared, type Queryable } from '../../connection/database.ts';
import { type WritePart, writeTogether } from '../../connection/write-together.ts';

export const GATEWAY_CLEARING = 'gateway-clearing';
export const REVENUE = 'revenue';
export const CANCELLATION_FEES = 'cancellation-fees';
/**
 * Money given back without the gateway, and top-ups that the gateway gave back after they were
 * spent. Accounting clears it.
 */
export const SETTLED_BY_HAND = 'settled-by-hand';

export type LedgerAccount =
  | typeof GATEWAY_CLEARING
  | typeof REVENUE
  | typeof CANCELLATION_FEES
  | typeof SETTLED_BY_HAND
  | `wallet:${string}`;

const WALLET_PREFIX = 'wallet:';
export const walletOf = (accountId: AccountId): LedgerAccount => `${WALLET_PREFIX}${accountId}`;

export interface Transfer {
  /** Makes the transfer unique: the id of the payment or refund that it books. */
  readonly reference: string;
  readonly id: string;
  readonly kind: 'top_up' | 'payment' | 'refund';
  /** Positive: a credit. Negative: a debit. They add up to 0; entries of 0 are left out. */
  readonly entries: readonly { readonly account: LedgerAccount; readonly amount: Won }[];
}

/** Balances of the wallets that a transfer moved. */
export type Posted = Result<ReadonlyMap<LedgerAccount, Won>, { readonly code: 'insufficient_balance' }>;

/**
 * Books a transfer in the caller's transaction, wallet balances included, or refuses to overdraw a wallet and writes
 * nothing. A transfer that moves nothing is not booked. The same reference a second time, or entries out of balance, make the transaction fail.
 * `more` is written with it.
 */
export async function postTransfer(
  tx: Queryable,
  transfer: Transfer,
  more: readonly WritePart[] = [],
): Promise<Posted> {
  const moved = await moveWallets(tx, transfer.entries);
  if (!moved.ok) return moved;
  const balances = moved.value;
  await writeTogether(tx, [...transferParts([transfer], balances), ...more]);
  return ok(balances);
}

/**
 * Transfers as parts of a larger write. Wallets are moved before, each by one of them, by whoever knows what is left in them:
 * `balances`. Nothing is written for a transfer that moves nothing.
 */
export function transferParts(
  transfers: readonly Transfer[],
  balances: ReadonlyMap<LedgerAccount, Won> = new Map(),
): readonly WritePart[] {
  const entries = transfers.flatMap(({ id, entries }) =>
    entries.filter(({ amount }) => amount !== 0).map((entry) => ({ id, ...entry })),
  );
  if (entries.length === 0) return [];
  const moving = transfers.filter(({ id }) => entries.some((entry) => entry.id === id));
  return [
    {
      name: 'transfer',
      sql: `insert into ledger_transfers (id, reference, kind)
        select * from unnest($1::text[], $2::text[], $3::text[]) returning 1`,
      values: [
        moving.map(({ id }) => id),
        moving.map(({ reference }) => reference),
        moving.map(({ kind }) => kind),
      ],
      rows: moving.length,
    },
    {
      name: 'entries',
      sql: `insert into ledger_entries (transfer_id, ledger_account, amount, balance_after_amount)
        select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) returning 1`,
      values: [
        entries.map(({ id }) => id),
        entries.map(({ account }) => account),
        entries.map(({ amount }) => amount),
        entries.map(({ account }) => balances.get(account) ?? null),
      ],
      rows: entries.length,
    },
  ];
}

/** Moves the wallets that a transfer's entries name; they are still to be written, in the same transaction. */
export async function moveWallets(tx: Queryable, entries: Transfer['entries']): Promise<Posted> {
  const balances = new Map<LedgerAccount, Won>();
  for (const { account, amount } of entries) {
    if (amount === 0 || !account.startsWith(WALLET_PREFIX)) continue;
    const balance = await moveWallet(tx, account.slice(WALLET_PREFIX.length), amount);
    if (balance === null) return refuse({ code: 'insufficient_balance' });
    balances.set(account, balance);
  }
  return ok(balances);
}

const CREDIT = prepared(`insert into wallets as w (account_id, balance_amount) values ($1, $2)
  on conflict (account_id) do update set balance_amount = w.balance_amount + excluded.balance_amount
  returning balance_amount`);
const DEBIT = prepared(`update wallets set balance_amount = balance_amount + $2
  where account_id = $1 and balance_amount + $2 >= 0 returning balance_amount`);

// Locked in order, so that two such statements never wait for each other in a ring.
const DEBIT_SEVERAL = `with owned as materialized (
    select w.account_id, n.amount from wallets w
    join unnest($1::text[], $2::bigint[]) as n (account_id, amount) on n.account_id = w.account_id
    order by w.account_id collate "C" for update of w
  )
  update wallets w set balance_amount = w.balance_amount - o.amount from owned o
  where w.account_id = o.account_id and w.balance_amount >= o.amount returning w.account_id, w.balance_amount`;

/** Takes a total amount from each of several wallets, each named once. Answers the balances of those that had enough; the others stay as they are. */
export async function debitWallets(
  tx: Queryable,
  debits: readonly { readonly accountId: AccountId; readonly totalAmount: Won }[],
): Promise<ReadonlyMap<LedgerAccount, Won>> {
  const rows = await tx.query<{ account_id: AccountId; balance_amount: Won }>(DEBIT_SEVERAL, [
    debits.map(({ accountId }) => accountId),
    debits.map(({ totalAmount }) => totalAmount),
  ]);
  return new Map(rows.map((row) => [walletOf(row.account_id), row.balance_amount]));
}

/** Answers the new balance, or null (and no change) when there is not enough. The row's lock orders parallel spends. */
async function moveWallet(tx: Queryable, accountId: AccountId, amount: Won): Promise<Won | null> {
  const [row] =
    amount > 0
      ? await tx.query<{ balance_amount: Won }>(CREDIT, [accountId, amount])
      : await tx.query<{ balance_amount: Won }>(DEBIT, [accountId, amount]);
  return row?.balance_amount ?? null;
}
