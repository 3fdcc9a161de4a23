import type { MoneyChange } from '@concert-mania/core/payments/money-changes';
import type { NewId } from '@concert-mania/core/shared/ids';
import type { Won } from '@concert-mania/core/shared/money';
import {
  OPEN_TOP_UPS_PER_ACCOUNT,
  TOP_UP_ORDER_SECONDS,
  type TopUpOrderId,
  type TopUpOrders,
} from '@concert-mania/core/wallet/top-up-orders';
import { lockByName } from '../../connection/advisory-locks.ts';
import type { Database } from '../../connection/database.ts';
import type { WritePart } from '../../connection/write-together.ts';

// Deletes orders expired a day ago: a top-up accepted in time may still wait in the queue. Redeemed
// ones are gone already; their payments count until the gateway has answered. The lock makes
// simultaneous requests count each other.
const OPEN = `with expired as (
    delete from top_up_orders where account_id = $2 and expires_at <= now() - interval '1 day'
  )
  insert into top_up_orders (id, account_id, amount, expires_at)
  select $1, $2, $3, now() + $4 * interval '1 second'
  where (select count(*) from top_up_orders where account_id = $2 and expires_at > now())
    + (select count(*) from payments where account_id = $2 and purpose = 'top_up' and status = 'in_progress') < $5
  returning id, amount, expires_at`;

/** Orders of top-ups in PostgreSQL. */
export function makeTopUpOrders(
  db: Database,
  newId: NewId,
  most: number = OPEN_TOP_UPS_PER_ACCOUNT,
): TopUpOrders {
  return {
    open: (accountId, amount) =>
      db.transaction(async (tx) => {
        await lockByName(tx, 'topUpOrders', accountId);
        const [row] = await tx.query<{ id: TopUpOrderId; amount: Won; expires_at: Date }>(OPEN, [
          newId('tuo'),
          accountId,
          amount,
          TOP_UP_ORDER_SECONDS,
          most,
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

/** The part's name: it is not written if the account had no such open order when it asked. */
export const REDEEMED = 'order_redeemed';

/** Redeems an order as a part of a larger write. */
export const redeemedPart = ({
  command,
  orderId,
  amount,
}: Extract<MoneyChange, { kind: 'order_redeemed' }>): WritePart => ({
  name: REDEEMED,
  sql: `delete from top_up_orders where id = $1 and account_id = $2 and amount = $3 and expires_at > $4 returning 1`,
  values: [orderId, command.accountId, amount, command.acceptedAt.toISOString()],
  rows: 1,
});
