import { z } from 'zod';
import { type Answer, failure, koreanTime } from './answers.ts';
import type { TransactionRecord } from './book.ts';

// The format of Toss Payments: Korean time without an offset. `endDate` includes its last second.
const koreanInstant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?$/)
  .transform((text) => Date.parse(`${text}+09:00`))
  .refine(Number.isFinite);
const query = z.object({
  startDate: koreanInstant,
  endDate: koreanInstant,
  startingAfter: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(100),
});
const MS_PER_SECOND = 1_000;

/** `GET /v1/transactions` of Toss Payments: captures and cancels in the order of their time. */
export function listTransactions(
  all: readonly TransactionRecord[],
  asked: Readonly<Record<string, string>>,
): Answer {
  const read = query.safeParse(asked);
  if (!read.success) return failure('INVALID_REQUEST');
  const { startDate, endDate, startingAfter, limit } = read.data;
  const until = Math.floor(endDate / MS_PER_SECOND + 1) * MS_PER_SECOND;
  const within = all.filter(({ at }) => at >= startDate && at < until);
  const start = within.findIndex(({ transactionKey }) => transactionKey === startingAfter) + 1;
  if (startingAfter !== undefined && start === 0) return failure('INVALID_TRANSACTION_KEY');
  return {
    kind: 'answer',
    status: 200,
    body: within.slice(start, start + limit).map((transaction) => ({
      mId: 'concert-mania',
      transactionKey: transaction.transactionKey,
      paymentKey: transaction.paymentKey,
      orderId: transaction.orderId,
      method: '카드',
      customerKey: null,
      useEscrow: false,
      receiptUrl: null,
      status: transaction.status,
      transactionAt: koreanTime(transaction.at),
      currency: 'KRW',
      amount: transaction.amount,
    })),
  };
}
