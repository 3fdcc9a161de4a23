import { walletOf } from '@concert-mania/core/payments/ledger';
import type { WalletEntry, WalletReader } from '@concert-mania/core/wallet/ports';
import type { Queryable } from '../../connection/database.ts';

interface EntryRow {
  id: number;
  kind: WalletEntry['kind'];
  amount: number;
  balance_after_amount: number;
  created_at: Date;
  reference: string;
}

/** Reads wallets and their books. */
export function makeWalletStore(db: Queryable): WalletReader {
  return {
    findBalance: async (accountId) => {
      const [row] = await db.query<{ balance_amount: number }>(
        'select balance_amount from wallets where account_id = $1',
        [accountId],
      );
      return row?.balance_amount ?? 0;
    },
    listEntries: async (accountId, { before, limit }) => {
      // One more than asked for tells whether there is a next page.
      const rows = await db.query<EntryRow>(
        `select e.id, t.kind, e.amount, e.balance_after_amount, e.created_at, t.reference
         from ledger_entries e join ledger_transfers t on t.id = e.transfer_id
         where e.ledger_account = $1 and ($2::bigint is null or e.id < $2)
         order by e.id desc limit $3`,
        [walletOf(accountId), before, limit + 1],
      );
      const items = rows.slice(0, limit).map((row) => ({
        id: row.id,
        kind: row.kind,
        amount: row.amount,
        balanceAfterAmount: row.balance_after_amount,
        at: row.created_at,
        reference: row.reference,
      }));
      return { items, more: rows.length > limit };
    },
  };
}
