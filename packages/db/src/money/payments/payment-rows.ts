import type { Payment, PaymentMove } from '@concert-mania/core/payments/model';
import type { OpenPayment } from '@concert-mania/core/payments/ports';
import type { WritePart } from '../../connection/write-together.ts';
import type { DomainEvent } from '../../events/domain-events.ts';

export interface PaymentRow {
  id: string;
  job_id: string;
  account_id: string;
  purpose: Payment['purpose'];
  reservation_id: string | null;
  method: Payment['method'];
  order_id: string;
  payment_key: string | null;
  amount: number;
  refunded_amount: number;
  status: Payment['status'];
  failure_code: string | null;
  created_at: Date;
  approved_at: Date | null;
  version: number;
}

export const PAYMENT_COLUMNS =
  'id, job_id, account_id, purpose, reservation_id, method, order_id, payment_key, amount, refunded_amount, status, failure_code, created_at, approved_at, version';

export const toPayment = (row: PaymentRow): Payment => ({
  id: row.id,
  jobId: row.job_id,
  accountId: row.account_id,
  purpose: row.purpose,
  reservationId: row.reservation_id,
  method: row.method,
  orderId: row.order_id,
  paymentKey: row.payment_key,
  amount: row.amount,
  refundedAmount: row.refunded_amount,
  status: row.status,
  failureCode: row.failure_code,
  createdAt: row.created_at,
  approvedAt: row.approved_at,
  version: row.version,
});

/** Narrows a payment to one that goes through the gateway. */
export function throughGateway(payment: Payment): OpenPayment['payment'] {
  const { paymentKey } = payment;
  if (paymentKey === null) throw new Error(`${payment.id} has no payment key`);
  return { ...payment, paymentKey };
}

const MOVED = [
  ['id', 'text'],
  ['status', 'text'],
  ['refunded_amount', 'bigint'],
  ['failure_code', 'text'],
  ['approved_at', 'timestamptz'],
  ['version', 'int'],
  ['was', 'int'],
] as const;

const updateFrom = (source: string): string =>
  `update payments p set status = n.status, refunded_amount = n.refunded_amount, failure_code = n.failure_code,
    approved_at = n.approved_at, version = n.version, updated_at = now()
  from ${source} as n (${MOVED.map(([column]) => column).join(', ')})
  where p.id = n.id and p.version = n.was returning 1`;

const MOVE_ONE = updateFrom(`(values (${MOVED.map(([, type], i) => `$${i + 1}::${type}`).join(', ')}))`);
const MOVE_SEVERAL = updateFrom(`unnest(${MOVED.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')})`);

/** Moved payments as a part of a larger write. */
export function movedParts(moves: readonly PaymentMove[]): readonly WritePart[] {
  const rows = moves.map(movedValues);
  const [first] = rows;
  if (!first) return [];
  const several = rows.length > 1;
  return [
    {
      name: 'payments_moved',
      sql: several ? MOVE_SEVERAL : MOVE_ONE,
      values: several ? MOVED.map((_, i) => rows.map((row) => row[i])) : first,
      rows: rows.length,
    },
  ];
}

const movedValues = ({ before, after }: PaymentMove): readonly unknown[] => [
  after.id,
  after.status,
  after.refundedAmount,
  after.failureCode,
  after.approvedAt?.toISOString() ?? null,
  after.version,
  before.version,
];

/** The events of a moved payment. */
export const movedEvents = ({ steps }: PaymentMove): readonly DomainEvent[] =>
  steps.map(({ change, after: { id, version, accountId, reservationId } }) => {
    const { type, ...rest } = change;
    return { stream: id, version, type, payload: { ...rest, accountId, reservationId } };
  });
