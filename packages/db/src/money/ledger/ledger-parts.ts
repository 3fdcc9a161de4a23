import {
  type LedgerAccount,
  ownerOfWallet,
  type PendingTransfer,
  type Transfer,
} from '@concert-mania/core/payments/ledger';
import type { AccountId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';
import type { WritePart } from '../../connection/write-together.ts';

/** Balances of the wallets that the caller has locked. */
export type Balances = ReadonlyMap<AccountId, Won>;

interface Entry {
  readonly transferId: string;
  readonly account: LedgerAccount;
  readonly amount: Won;
  /** Null unless the account is a wallet. */
  readonly balanceAfterAmount: Won | null;
}

/**
 * Transfers, their entries and the wallets that they move, as parts of a larger write. Wallets must
 * be locked. A transfer that moves nothing is not written.
 */
export function transferParts(transfers: readonly Transfer[], balances: Balances): readonly WritePart[] {
  const { entries, moved } = entriesOf(transfers, balances);
  if (entries.length === 0) return [];
  const ids = new Set(entries.map(({ transferId }) => transferId));
  const moving = transfers.filter(({ id }) => ids.has(id));
  return [
    ...walletParts(moved),
    {
      name: 'transfers',
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
        entries.map(({ transferId }) => transferId),
        entries.map(({ account }) => account),
        entries.map(({ amount }) => amount),
        entries.map(({ balanceAfterAmount }) => balanceAfterAmount),
      ],
      rows: entries.length,
    },
  ];
}

function entriesOf(transfers: readonly Transfer[], balances: Balances) {
  const entries: Entry[] = [];
  const current = new Map(balances);
  const moved = new Map<AccountId, Won>();
  for (const { id: transferId, entries: asked } of transfers) {
    for (const { account, amount } of asked) {
      if (amount === 0) continue;
      const owner = ownerOfWallet(account);
      if (owner === null) {
        entries.push({ transferId, account, amount, balanceAfterAmount: null });
        continue;
      }
      const before = current.get(owner);
      if (before === undefined)
        throw new Error(`transfer ${transferId} moves ${account}, which is not locked`);
      current.set(owner, before + amount);
      moved.set(owner, (moved.get(owner) ?? 0) + amount);
      entries.push({ transferId, account, amount, balanceAfterAmount: before + amount });
    }
  }
  return { entries, moved };
}

function walletParts(moved: ReadonlyMap<AccountId, Won>): readonly WritePart[] {
  if (moved.size === 0) return [];
  const single = moved.size === 1;
  const source = single ? '(values ($1::text, $2::bigint))' : 'unnest($1::text[], $2::bigint[])';
  const columns = [[...moved.keys()], [...moved.values()]];
  return [
    {
      name: 'wallets',
      sql: `update wallets w set balance_amount = w.balance_amount + n.amount
        from ${source} as n (account_id, amount) where w.account_id = n.account_id returning 1`,
      values: single ? columns.map(([only]) => only) : columns,
      rows: moved.size,
    },
  ];
}

/** Reserves as a part of a larger write. A reference is reserved once. */
export function reserveParts(pending: readonly PendingTransfer[]): readonly WritePart[] {
  if (pending.length === 0) return [];
  return [
    {
      name: 'reserved',
      sql: `insert into ledger_pending (reference, kind, debit_account, credit_account, amount)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[]) returning 1`,
      values: [
        pending.map(({ reference }) => reference),
        pending.map(({ kind }) => kind),
        pending.map(({ debit }) => debit),
        pending.map(({ credit }) => credit),
        pending.map(({ amount }) => amount),
      ],
      rows: pending.length,
    },
  ];
}

/** A pending transfer that ends: posted together with the transfer that books it, or voided. */
export interface Resolved {
  readonly pending: PendingTransfer;
  readonly end: 'posted' | 'voided';
}

/**
 * Ends pending transfers as parts of a larger write. A second end violates the primary key. A claim
 * of an earlier version has no reserve: it is reserved with its end.
 */
export function resolveParts(resolved: readonly Resolved[]): readonly WritePart[] {
  const [reserve] = reserveParts(resolved.map(({ pending }) => pending));
  if (!reserve) return [];
  return [
    {
      ...reserve,
      name: 'reserved_late',
      sql: reserve.sql.replace('returning', 'on conflict (reference) do nothing returning'),
      allowFewer: true,
    },
    {
      name: 'resolved',
      sql: `insert into ledger_resolutions (reference, outcome, posted_reference)
        select * from unnest($1::text[], $2::text[], $3::text[]) returning 1`,
      values: [
        resolved.map(({ pending }) => pending.reference),
        resolved.map(({ end }) => end),
        resolved.map(({ pending, end }) => (end === 'posted' ? pending.reference : null)),
      ],
      rows: resolved.length,
    },
  ];
}
