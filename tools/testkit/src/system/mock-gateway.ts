import type { Database } from '@concert-mania/db/connection/database';

export interface GatewayItem {
  readonly type: 'capture' | 'cancel';
  readonly paymentKey: string;
  readonly amount: number;
}

interface MockGatewayClient {
  /** As a fan's payment window does: answers the payment key. */
  checkout(orderId: string, amount: number, scenario: string): Promise<string>;
  /** Refunds as a person at the gateway's own desk does. */
  giveBackAtDesk(secretKey: string, paymentKey: string, amount: number): Promise<void>;
  /** Captures and refunds under a payment key, in order. */
  itemsOf(paymentKey: string): Promise<readonly (readonly [GatewayItem['type'], number])[]>;
  /** Captures less refunds of each payment key, by the ledger of the gateway. */
  money(): Promise<Readonly<Record<string, number>>>;
}

/** Speaks to a mock gateway as fans and auditors do. */
export function makeMockGatewayClient(url: string): MockGatewayClient {
  const ledger = async (): Promise<readonly GatewayItem[]> => {
    const answer = (await (await fetch(`${url}/mock/ledger`)).json()) as { items: GatewayItem[] };
    return answer.items;
  };
  return {
    checkout: async (orderId, amount, scenario) => {
      const body = JSON.stringify({ orderId, amount, scenario });
      const response = await fetch(`${url}/mock/checkout`, { method: 'POST', body });
      return ((await response.json()) as { paymentKey: string }).paymentKey;
    },
    giveBackAtDesk: async (secretKey, paymentKey, amount) => {
      const response = await fetch(`${url}/v1/payments/${paymentKey}/cancel`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}` },
        body: JSON.stringify({ cancelReason: 'at the desk', cancelAmount: amount }),
      });
      if (!response.ok) throw new Error(`the desk refused ${paymentKey}: ${response.status}`);
    },
    itemsOf: async (paymentKey) =>
      (await ledger())
        .filter((item) => item.paymentKey === paymentKey)
        .map((item) => [item.type, item.amount] as const),
    money: async () => {
      const money: Record<string, number> = {};
      for (const { type, paymentKey, amount } of await ledger()) {
        money[paymentKey] = (money[paymentKey] ?? 0) + (type === 'capture' ? amount : -amount);
      }
      return money;
    },
  };
}

/** Captures less refunds of each payment key, by our own ledger. */
export async function gatewayMoneyInLedger(db: Database): Promise<Readonly<Record<string, number>>> {
  const rows = await db.query<{ payment_key: string; amount: number }>(
    `select p.payment_key, -sum(e.amount)::bigint as amount
     from payments p
     join ledger_transfers t on t.reference in (p.id, p.id || '.late') or t.reference in (select f.id from refunds f where f.payment_id = p.id)
     join ledger_entries e on e.transfer_id = t.id and e.ledger_account = 'gateway-clearing'
     where p.payment_key is not null group by p.payment_key`,
  );
  return Object.fromEntries(rows.map((row) => [row.payment_key, row.amount]));
}
