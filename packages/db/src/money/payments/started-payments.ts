import type { MoneyChange } from '@concert-mania/core/payments/money-changes';
import type { WritePart } from '../../connection/write-together.ts';
import type { DomainEvent } from '../../events/domain-events.ts';
import { movedEvents } from './payment-rows.ts';

type Started = Extract<MoneyChange, { kind: 'payment_started' }>;

const INSERTED = [
  ['id', 'text'],
  ['job_id', 'text'],
  ['fingerprint', 'text'],
  ['accepted_at', 'timestamptz'],
  ['account_id', 'text'],
  ['purpose', 'text'],
  ['reservation_id', 'text'],
  ['method', 'text'],
  ['order_id', 'text'],
  ['payment_key', 'text'],
  ['amount', 'bigint'],
  ['status', 'text'],
  ['hold_expires_at', 'timestamptz'],
  ['check_after_ms', 'double precision'],
  ['sent', 'boolean'],
  ['version', 'int'],
  ['approved_at', 'timestamptz'],
  ['created_at', 'timestamptz'],
] as const;

// Because of the key share lock, an erasure of the account and this insert see each other.
// Late money that is on its way back cannot pay for anything else.
const insertFrom = (source: string): string =>
  `insert into payments (id, job_id, fingerprint, accepted_at, account_id, purpose, reservation_id, method,
    order_id, payment_key, amount, status, hold_expires_at, check_at, confirm_at, version, approved_at, created_at)
  select id, job_id, fingerprint, accepted_at, account_id, purpose, reservation_id, method, order_id, payment_key,
    amount, status, hold_expires_at, now() + check_after_ms * interval '1 ms',
    case when sent then now() else '-infinity' end, version, approved_at, created_at
  from ${source} as n (${INSERTED.map(([column]) => column).join(', ')})
  where not exists (select 1 from command_outcomes o where o.job_id = n.job_id)
    and (n.payment_key is null or not exists (select 1 from refunds f join payments p on p.id = f.payment_id
      where f.status = 'in_progress' and f.job_id is null and p.payment_key = n.payment_key))
    and exists (select from accounts a where a.id = n.account_id and a.erased_at is null for key share)
  on conflict do nothing returning 1`;

const INSERT_ONE = insertFrom(`(values (${INSERTED.map(([, type], i) => `$${i + 1}::${type}`).join(', ')}))`);
const INSERT_SEVERAL = insertFrom(
  `unnest(${INSERTED.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')})`,
);

/** The part's name: it is not written if a payment, its key or its order is taken. */
export const STARTED = 'payments_started';

/**
 * New payments as a part of a larger write. The count lacks those whose job was decided before, and
 * those whose job, payment key or order has another payment: the unique indexes decide.
 */
export function startedParts(all: readonly Started[]): readonly WritePart[] {
  const rows = all.map(insertedValues);
  const [first] = rows;
  if (!first) return [];
  return rows.length === 1
    ? [{ name: STARTED, sql: INSERT_ONE, values: first, rows: 1 }]
    : [
        {
          name: STARTED,
          sql: INSERT_SEVERAL,
          values: INSERTED.map((_, i) => rows.map((row) => row[i])),
          rows: rows.length,
        },
      ];
}

const insertedValues = ({ move: { after }, command, ...terms }: Started): readonly unknown[] => [
  after.id,
  command.jobId,
  command.fingerprint,
  command.acceptedAt.toISOString(),
  command.accountId,
  after.purpose,
  after.reservationId,
  after.method,
  after.orderId,
  after.paymentKey,
  after.amount,
  after.status,
  terms.holdExpiresAt?.toISOString() ?? null,
  terms.checkAfterMs,
  terms.sent,
  after.version,
  after.approvedAt?.toISOString() ?? null,
  after.createdAt.toISOString(),
];

/** The events of a new payment: that it was started, and what happened to it since. */
export function startedEvents({ move }: Started): readonly DomainEvent[] {
  const { id, version, accountId, purpose, reservationId, method, amount } = move.before;
  const payload = { accountId, purpose, reservationId, method, amount };
  return [{ stream: id, version, type: 'payment.started', payload }, ...movedEvents(move)];
}
