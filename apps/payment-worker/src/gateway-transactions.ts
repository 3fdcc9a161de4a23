import type {
  GatewayTransaction,
  GatewayTransactions,
} from '@concert-mania/core/payments/gateway/compare-gateway';
import { z } from 'zod';

export interface TransactionListOptions {
  readonly url: string;
  readonly secretKey: string;
  /** The limit for one page. */
  readonly timeoutMs: number;
}

/** The fields of a Toss Payments `Transaction` that say what amount moved. */
const transactionBody = z.object({
  transactionKey: z.string().min(1),
  paymentKey: z.string().min(1),
  orderId: z.string(),
  status: z.string(),
  amount: z.int(),
  transactionAt: z.iso.datetime({ offset: true }),
});

const KINDS: ReadonlyMap<string, GatewayTransaction['kind']> = new Map([
  ['DONE', 'capture'],
  ['CANCELED', 'cancel'],
  ['PARTIAL_CANCELED', 'cancel'],
]);
const KST_OFFSET_MS = 9 * 3_600_000;
const LAST_OF_SECOND_MS = 1;

/**
 * Reads `GET /v1/transactions` of Toss Payments. Skips entries that moved no money, without
 * affecting paging.
 */
export function makeTransactionList({
  url,
  secretKey,
  timeoutMs,
}: TransactionListOptions): GatewayTransactions {
  const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`;
  return {
    page: async ({ from, to, after, limit }) => {
      const address = new URL('/v1/transactions', url);
      address.searchParams.set('startDate', koreanTime(from.getTime()));
      address.searchParams.set('endDate', koreanTime(to.getTime() - LAST_OF_SECOND_MS));
      address.searchParams.set('limit', String(limit));
      if (after !== null) address.searchParams.set('startingAfter', after);
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(address, { headers: { authorization }, redirect: 'error', signal });
      if (!response.ok) throw new Error(`the gateway's list of transactions answered ${response.status}`);
      return z
        .array(transactionBody)
        .parse(await response.json())
        .map(toTransaction);
    },
  };
}

const koreanTime = (ms: number): string => new Date(ms + KST_OFFSET_MS).toISOString().replace('Z', '');

function toTransaction(body: z.infer<typeof transactionBody>): GatewayTransaction {
  const { transactionKey: key, paymentKey, orderId, transactionAt } = body;
  const kind = KINDS.get(body.status);
  // The documentation does not say whether cancelled amounts are negative.
  const amount = kind === undefined ? 0 : Math.abs(body.amount);
  return { key, paymentKey, orderId, kind: kind ?? 'capture', amount, at: new Date(transactionAt) };
}
