import type { AccountId, NewId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';
import {
  MAX_OPEN_TOP_UP_ORDERS,
  TOP_UP_ORDER_SECONDS,
  type TopUpOrderId,
  type TopUpOrders,
} from '@concert-mania/core/wallet/top-up-orders';
import { lockByName } from '../../connection/advisory-locks.ts';
import type { Database, Queryable } from '../../connection/database.ts';

// Deletes orders expired a day ago: a top-up accepted in time may still wait in the queue. Redeemed
// ones are gone already. The lock makes simultaneous requests count each other.
const OPEN = `with expired as (
    delete from top_up_orders where account_id = $2 and expires_at <= now() - interval '1 day'
  )
  insert into top_up_orders (id, account_id, amount, expires_at)
  select $1, $2, $3, now() + $4 * interval '1 second'
  where (select count(*) from top_up_orders where account_id = $2 and expires_at > now()) < $5
  returning id, amount, expires_at`;

/** Orders of top-ups in PostgreSQL. */
export function makeTopUpOrders(db: Database, newId: NewId): TopUpOrders {
  return {
    open: (accountId, amount) =>
      db.transaction(async (tx) => {
        await lockByName(tx, 'topUpOrders', accountId);
        const [row] = await tx.query<{ id: TopUpOrderId; amount: Won; expires_at: Date }>(OPEN, [
          newId('tuo'),
          accountId,
          amount,
          TOP_UP_ORDER_SECONDS,
          MAX_OPEN_TOP_UP_ORDERS,
        ]);
        return row ? { id: row.id, amount: row.amount, expiresAt: row.expires_at } : null;
      }),
    isOpen: async (accountId, { orderId, amount }) => {
      const rows = await db.query(
        'select 1 from top_up_orders where id = $1 and account_id = $2 and amount = $3 and expires_at > now()',
        [orderId, accountId, amount],
      );
      return rows.length === 1;
    },
  };
}

/**
 * Redeems an order in the caller's transaction. False if the account had no such open order when it
 * asked.
 */
export async function redeemOrder(
  tx: Queryable,
  by: { readonly accountId: AccountId; readonly acceptedAt: Date },
  order: { readonly orderId: string; readonly amount: Won },
): Promise<boolean> {
  const rows = await tx.query(
    `delete from top_up_orders where id = $1 and account_id = $2 and amount = $3 and expires_at > $4 returning 1`,
    [order.orderId, by.accountId, order.amount, by.acceptedAt.toISOString()],
  );
  return rows.length === 1;
}
